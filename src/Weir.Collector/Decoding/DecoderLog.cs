using Microsoft.Extensions.Logging;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <summary>
/// Tells people of malformed input, naming who sent it and where it broke: one line for each reason in
/// <see cref="IntervalNs"/> of receive time, since a broken exporter sends as fast as a whole one. The counters miss none.
/// </summary>
internal sealed partial class DecoderLog(ILogger logger)
{
    /// <summary>Ten seconds: a screen of lines in four minutes if all reasons come at once.</summary>
    public const long IntervalNs = 10_000_000_000;

    private readonly long[] _nextNs = new long[Enum.GetValues<DecodeStatus>().Length];

    /// <summary>Logs a reason unless it was logged a moment ago.</summary>
    /// <param name="reason">Why reading ended.</param>
    /// <param name="message">The message it ended in.</param>
    /// <param name="offset">Octets from the start of the message to the structure that could not be read.</param>
    public void Malformed(DecodeStatus reason, in MessageContext message, int offset)
    {
        if (message.TimeReceivedNs < _nextNs[(int)reason]) return;
        _nextNs[(int)reason] = message.TimeReceivedNs + IntervalNs;
        if (!logger.IsEnabled(LogLevel.Warning)) return;
        LogMalformed(logger, reason, message.ExporterAddress, message.ObservationDomainId, message.SequenceNumber, offset);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Reason} in a message from {Exporter}, domain {Domain}, sequence number {SequenceNumber}, at octet {Offset}")]
    private static partial void LogMalformed(ILogger logger, DecodeStatus reason, IpAddress exporter, uint domain, uint sequenceNumber, int offset);
}
