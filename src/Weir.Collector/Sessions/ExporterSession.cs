using Weir.Collector.Listening;
using Weir.Collector.Sessions.Applications;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Sessions.Interfaces;
using Weir.Collector.Sessions.Sampling;

namespace Weir.Collector.Sessions;

/// <summary>What is remembered of one exporter, protocol and observation domain.</summary>
public sealed class ExporterSession
{
    internal ExporterSession(SessionKey key, SessionOptions options, SessionBudgets budgets, SamplingTable sampling, InterfaceNames interfaceNames, (SequenceTracker Sequence, SampleSources Samples)? before)
    {
        Key = key;
        Templates = new(options, budgets.Templates, options.AcceptWithdrawals || key.Origin == MessageOrigin.Stream, budgets.Shapes);
        Samples = new(budgets.SampleSources, before?.Samples);
        Sequence = before?.Sequence ?? new();
        Sampling = sampling;
        InterfaceNames = interfaceNames;
        Applications = new(options.MaxApplicationsPerSession, budgets.Applications);
        Tally.Report.Begin(Sequence.Figures);
        ConfiguredRates = ConfiguredRates.Of(key.ExporterAddress, options.SamplingOverrides);
    }

    /// <summary>Whose session it is.</summary>
    public SessionKey Key { get; }

    /// <summary>The port of the last message.</summary>
    public ushort ExporterPort { get; internal set; }

    /// <summary>When the last message came: nanoseconds since 1970-01-01 UTC.</summary>
    public long LastHeardNs { get; internal set; }

    /// <summary>The sequence number of the last message, where the owner of the table keeps it.</summary>
    public uint LastSequenceNumber { get; internal set; }

    /// <summary>Octets of its data sets that wait for their template.</summary>
    internal int WaitingOctets { get; set; }

    /// <summary>The templates in force.</summary>
    public TemplateStore Templates { get; }

    /// <summary>The sampling rates that the exporter told; all its domains share it.</summary>
    public SamplingTable Sampling { get; }

    /// <summary>What the exporter calls its applications.</summary>
    public ApplicationNames Applications { get; }

    /// <summary>The sampling rates that are configured for the exporter, <see langword="null"/> where none is.</summary>
    internal ConfiguredRates? ConfiguredRates { get; }

    /// <summary>The data sources of an sFlow agent.</summary>
    public SampleSources Samples { get; }

    /// <summary>What was lost on the way.</summary>
    public SequenceTracker Sequence { get; }

    /// <summary>What it brought.</summary>
    public SessionTally Tally { get; } = new();

    /// <summary>What the exporter calls its interfaces; all its sessions share it.</summary>
    public InterfaceNames InterfaceNames { get; }

    /// <summary>Gives back what all sessions share.</summary>
    internal void Clear()
    {
        Templates.Clear();
        Samples.Clear();
        Applications.Clear();
        Sampling.Forget(Key.ObservationDomainId);
        InterfaceNames.ForgetRecords(Key);
    }
}
