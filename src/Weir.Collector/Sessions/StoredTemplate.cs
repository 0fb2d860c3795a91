using Weir.Collector.Decoding;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>A template in force: as it came, where its fields stand, and what moves its records into columns.</summary>
public sealed class StoredTemplate
{
    private readonly byte[] _octets;

    internal StoredTemplate(in RawTemplate raw, TemplateLayout layout)
    {
        _octets = raw.Octets.ToArray();
        Protocol = raw.Protocol;
        IsOptions = raw.IsOptions;
        Layout = layout;
    }

    /// <summary>The template record as it came.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>The protocol whose encoding it has.</summary>
    public TemplateProtocol Protocol { get; }

    /// <summary>Whether its records describe something else than flows.</summary>
    public bool IsOptions { get; }

    /// <summary>Where its fields stand.</summary>
    public TemplateLayout Layout { get; }

    /// <summary>The moves of its records into columns; compiled when first asked for.</summary>
    public TemplatePlan Plan => field ??= TemplatePlan.Compile(Layout, headerTellsSysUpTime: Protocol == TemplateProtocol.NetFlowV9);

    /// <summary>What its records are read for, where it is an options template. Compiled when first asked for.</summary>
    internal OptionsReading? Options => IsOptions ? field ??= OptionsReading.Compile(Layout, Protocol == TemplateProtocol.NetFlowV9) : null;

    /// <summary>When it was last told: nanoseconds since 1970-01-01 UTC; 0 where only an opening told it.</summary>
    internal long ToldNs { get; set; }

    internal bool IsSameAs(in RawTemplate raw) => IsOptions == raw.IsOptions && raw.Octets.SequenceEqual(_octets);
}
