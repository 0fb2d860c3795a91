using Weir.Exporter.Transport;

namespace Weir.Exporter.Exporting;

/// <summary>What was sent to one collector. Written by the exporting thread alone; a reader elsewhere sees values a little old.</summary>
public sealed class ExportingMetrics
{
    private readonly long[] _results = new long[5];

    /// <summary>Datagrams the system took.</summary>
    public long DatagramsSent => _results[(int)SendResult.Sent];

    /// <summary>Octets of IPFIX in those datagrams.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Flow records in all messages, those that could not be sent included.</summary>
    public long Records { get; private set; }

    /// <summary>Messages that were not sent, or were answered by a refusal.</summary>
    public long Errors
    {
        get
        {
            long errors = 0;
            foreach (long count in _results.AsSpan((int)SendResult.Sent + 1)) errors += count;
            return errors;
        }
    }

    /// <summary>Sequence number of the next message.</summary>
    public uint Sequence { get; private set; }

    /// <summary>When the last message was sent, <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastExportTime { get; private set; }

    /// <summary>How many messages came out like this.</summary>
    public long Count(SendResult result) => _results[(int)result];

    internal void OnMessage(int records)
    {
        Records += records;
        Sequence += (uint)records;
    }

    internal void OnSent(SendResult result, int messages, int octets, DateTimeOffset time)
    {
        _results[(int)result] += messages;
        if (result != SendResult.Sent) return;
        BytesSent += octets;
        LastExportTime = time;
    }
}
