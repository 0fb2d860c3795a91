namespace Weir.App.Configuration.Options;

/// <summary>What packets are metered of, each with a thread and a flow table of its own.</summary>
/// <param name="Name">What it is called.</param>
internal abstract record MeteredSource(string Name);

/// <summary>An interface whose packets are metered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Promiscuous">Whether frames for other hosts count.</param>
/// <param name="RingMebibytes">Size of the ring that kernel and program share.</param>
internal sealed record MeteredInterface(string Name, bool Promiscuous, int RingMebibytes) : MeteredSource(Name);

/// <summary>A log group of the firewall whose packets are metered.</summary>
/// <param name="Group">Its number.</param>
/// <param name="CopyRange">Octets of each packet.</param>
/// <param name="QueueThreshold">Packets the kernel collects.</param>
/// <param name="BufferMebibytes">Size of the buffer the kernel keeps.</param>
internal sealed record MeteredLogGroup(ushort Group, int CopyRange, int QueueThreshold, int BufferMebibytes) : MeteredSource($"nflog {Group}")
{
    /// <summary>The groups of the section <c>nflog</c>.</summary>
    public static IReadOnlyList<MeteredLogGroup> Read(SectionReader section) =>
    [
        .. section.Values("group").Distinct(StringComparer.Ordinal).Select(group => new MeteredLogGroup(
            ushort.Parse(group, System.Globalization.CultureInfo.InvariantCulture),
            (int)section.Integer("copy-range"), (int)section.Integer("queue-threshold"), (int)section.Integer("buffer-size"))),
    ];
}
