using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <summary>
/// What a decoder has seen and what it threw away, since it began. Written by the decoder's thread, read by any.
/// </summary>
public sealed class DecoderMetrics
{
    private readonly long[] _malformed = new long[Enum.GetValues<DecodeStatus>().Length];

    /// <summary>Messages of NetFlow v1, well formed or not.</summary>
    public long NetFlowV1Messages { get; internal set; }

    /// <summary>Messages of NetFlow v7, well formed or not.</summary>
    public long NetFlowV7Messages { get; internal set; }

    /// <summary>Messages of NetFlow v5, well formed or not.</summary>
    public long NetFlowV5Messages { get; internal set; }

    /// <summary>Messages of NetFlow v9, well formed or not.</summary>
    public long NetFlowV9Messages { get; internal set; }

    /// <summary>Messages of IPFIX, well formed or not.</summary>
    public long IpfixMessages { get; internal set; }

    /// <summary>Datagrams of sFlow v5, well formed or not.</summary>
    public long SFlowDatagrams { get; internal set; }

    /// <summary>Flow samples of sFlow.</summary>
    public long FlowSamples { get; internal set; }

    /// <summary>Notifications of discarded packets of sFlow.</summary>
    public long DiscardedPackets { get; internal set; }

    /// <summary>Records of interface counters, from counter samples of sFlow and from options records.</summary>
    public long CounterRecords { get; internal set; }

    /// <summary>Rows of what came of exporters.</summary>
    public long ExporterRecords { get; internal set; }

    /// <summary>Counter samples of sFlow.</summary>
    public long CounterSamples { get; internal set; }

    /// <summary>Samples of a format that is not known here, as those of enterprises.</summary>
    public long UnknownSamples { get; internal set; }

    /// <summary>Flow samples and discarded packets without a record that tells the packet; they become no records.</summary>
    public long SamplesWithoutPacket { get; internal set; }

    /// <summary>Sampled packets that are not IP, or whose header is cut before IP ends; their records have no addresses.</summary>
    public long SamplesNotIp { get; internal set; }

    /// <summary>Samples of data sources that there was no room to remember; they are decoded all the same.</summary>
    public long SampleSourcesRefused { get; internal set; }

    /// <summary>Octets of all messages.</summary>
    public long Octets { get; internal set; }

    /// <summary>Data sets whose template was known.</summary>
    public long DataSets { get; internal set; }

    /// <summary>Data sets that were counted as <see cref="DecodeStatus.UnknownTemplate"/>, waited, and were decoded when their template came.</summary>
    public long LateDataSets { get; internal set; }

    /// <summary>Flow records decoded, sampled packets included.</summary>
    public long DataRecords { get; internal set; }

    /// <summary>Flow records whose sampling rate nobody told: they are kept, and their rate is null.</summary>
    public long RatesUnknown { get; internal set; }

    /// <summary>Flow records that end later than they were received, by more than their message's clock is ahead.</summary>
    public long TimesInFuture { get; internal set; }

    /// <summary>Flow records that ended too long before they were received (<see cref="TimeRepairOptions.MaxAge"/>).</summary>
    public long TimesTooOld { get; internal set; }

    /// <summary>Those of both whose times were repaired.</summary>
    public long TimesRepaired { get; internal set; }

    /// <summary>Flow records that name a sampler which no options record told of until then.</summary>
    public long SamplersUnknown { get; internal set; }

    /// <summary>Sampling rates told by options records that there was no room to remember.</summary>
    public long SamplersRefused { get; internal set; }

    /// <summary>Names of applications told by options records that there was no room to remember.</summary>
    public long ApplicationsRefused { get; internal set; }

    /// <summary>Records of options templates; sampling rates, names and counters are read from them, all else is passed over.</summary>
    public long OptionsRecords { get; internal set; }

    /// <summary>Template records, refreshes and withdrawals included.</summary>
    public long TemplateRecords { get; internal set; }

    /// <summary>Template records that put a new or a different template in force.</summary>
    public long TemplateChanges { get; internal set; }

    /// <summary>Templates that differ in more than their id, of all exporters, as they are kept for segments to come (<see cref="Sessions.TemplateShapes"/>).</summary>
    public int TemplateShapes { get; internal set; }

    /// <summary>How often all of them were let go because they were too many.</summary>
    public long TemplateShapesLetGo { get; internal set; }

    /// <summary>Template withdrawals obeyed.</summary>
    public long TemplateWithdrawals { get; internal set; }

    /// <summary>Template withdrawals ignored, as over UDP they must be.</summary>
    public long IgnoredWithdrawals { get; internal set; }

    /// <summary>Values that their column cannot hold; the rows have null in their place.</summary>
    public long ValuesOutOfRange { get; internal set; }

    /// <summary>Messages of exporters for whom there was no session left.</summary>
    public long SessionsRefused { get; internal set; }

    /// <summary>How often reading ended for a reason: messages, sets, template records or data sets, each counted once.</summary>
    public long CountOf(DecodeStatus reason) => _malformed[(int)reason];

    internal void Count(DecodeStatus reason) => _malformed[(int)reason]++;
}
