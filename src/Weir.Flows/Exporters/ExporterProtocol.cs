using System.Globalization;
using Weir.Wire.Ipfix;

namespace Weir.Flows.Exporters;

/// <summary>What an exporter speaks, by the first 16 bits of its messages.</summary>
/// <param name="Version">The version number; <see cref="SFlow"/> for sFlow, whose own fills the second 16 bits.</param>
public readonly record struct ExporterProtocol(ushort Version)
{
    /// <summary>What stands for sFlow.</summary>
    public const ushort SFlow = 0;

    private const string SFlowName = "sflow", IpfixName = "ipfix", NetFlowName = "netflow";

    /// <summary>Its name: <c>sflow</c>, <c>ipfix</c>, <c>netflow9</c>.</summary>
    public string Name => Version switch
    {
        SFlow => SFlowName,
        IpfixHeader.Version => IpfixName,
        _ => string.Create(CultureInfo.InvariantCulture, $"{NetFlowName}{Version}"),
    };

    /// <summary>What its sequence numbers count (RFC 7011 section 3.1, RFC 3954 section 5.1).</summary>
    public SequenceUnit Counted => Version switch
    {
        IpfixHeader.Version or 5 or 7 => SequenceUnit.Records,
        1 => SequenceUnit.None,
        _ => SequenceUnit.Messages,
    };

    /// <summary>The protocol of a name.</summary>
    public static bool TryParse(string name, out ExporterProtocol protocol)
    {
        ushort version = name switch
        {
            SFlowName => SFlow,
            IpfixName => IpfixHeader.Version,
            _ when name.StartsWith(NetFlowName, StringComparison.Ordinal) && ushort.TryParse(name.AsSpan(NetFlowName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) => number,
            _ => SFlow,
        };
        protocol = new(version);
        return protocol.Name == name;
    }
}
