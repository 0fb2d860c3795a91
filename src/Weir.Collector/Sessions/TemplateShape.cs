using Weir.Collector.Decoding;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// What templates of the same fields have in common, whoever sends them and under whichever id: the template record behind its id, where its fields stand, and what
/// is made of its records. Never changed once it is made.
/// </summary>
public sealed class TemplateShape
{
    private const int IdSize = sizeof(ushort);

    // What a table's place for one takes, whatever its octets; with its fields and moves a shape takes ten times as much.
    private const int LeastCharge = 128;

    private readonly byte[] _octets;

    internal TemplateShape(in RawTemplate raw, TemplateLayout layout)
    {
        _octets = raw.Octets[IdSize..].ToArray();
        Protocol = raw.Protocol;
        IsOptions = raw.IsOptions;
        Layout = layout;
    }

    /// <summary>The template record as it came, behind its id.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Octets of a whole template record.</summary>
    public int RecordSize => IdSize + _octets.Length;

    /// <summary>What it counts where octets of template records are bounded: as its record, but never so little that many small ones take more memory than fewer large ones.</summary>
    internal int Charge => Math.Max(LeastCharge, RecordSize);

    /// <summary>The protocol whose encoding it has.</summary>
    public TemplateProtocol Protocol { get; }

    /// <summary>Whether its records describe something else than flows.</summary>
    public bool IsOptions { get; }

    /// <summary>Where its fields stand.</summary>
    public TemplateLayout Layout { get; }

    /// <summary>The moves of its records into columns; compiled when first asked for.</summary>
    public TemplatePlan Plan => field ??= TemplatePlan.Compile(Layout, headerTellsSysUpTime: Protocol == TemplateProtocol.NetFlowV9);

    /// <summary>What its records are read for, where it is of options. Compiled when first asked for.</summary>
    internal OptionsReading? Options => IsOptions ? field ??= OptionsReading.Compile(Layout, Protocol == TemplateProtocol.NetFlowV9) : null;

    /// <summary>The array of <see cref="Octets"/>.</summary>
    internal byte[] OctetsArray => _octets;

    /// <summary>Whether a template record is of this shape.</summary>
    internal bool IsOf(in RawTemplate raw) => IsOptions == raw.IsOptions && Protocol == raw.Protocol && ContentOf(raw).SequenceEqual(_octets);

    /// <summary>What of a template record makes its shape: all but its id.</summary>
    internal static ReadOnlySpan<byte> ContentOf(in RawTemplate raw) => raw.Octets[IdSize..];
}
