namespace Weir.Collector.Sessions.Sampling;

/// <summary>What a sampling rate is told for, within one exporter and protocol.</summary>
/// <param name="ObservationDomainId">The observation domain or source id.</param>
/// <param name="Kind">What the number is of.</param>
/// <param name="Id">Number of the sampler, interface or template; 0 where the rate is of the whole domain.</param>
public readonly record struct SamplerKey(uint ObservationDomainId, SamplerKind Kind, ulong Id);

/// <summary>What a rate is told for.</summary>
public enum SamplerKind : byte
{
    /// <summary>All records of an observation domain.</summary>
    Domain = 0,

    /// <summary>The records that name a sampler: samplerId (48) or selectorId (302).</summary>
    Selector,

    /// <summary>The records that name a chain of selectors: selectionSequenceId (301, RFC 5476 section 6.5.1).</summary>
    SelectionSequence,

    /// <summary>The records of an interface.</summary>
    Interface,

    /// <summary>The records of a template.</summary>
    Template,
}
