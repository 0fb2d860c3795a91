using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Collector.Decoding.Samples;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Pipeline;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV1;
using Weir.Wire.NetFlowV5;
using Weir.Wire.NetFlowV7;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding;

/// <summary>
/// Decodes NetFlow v1, v5, v7 and v9, IPFIX and sFlow v5 messages to batches of flow records. What is malformed is counted with its reason
/// and costs no more than itself: the sets before it stand. For one thread.
/// </summary>
public sealed partial class DatagramDecoder : ISegmentDecoder
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // Agents that do not know their address say this or nothing.
    private static readonly IpAddress UnknownAgent = IpAddress.FromV4(0);

    private readonly ICounterSink? _counters;
    private readonly IExporterSink? _exporters;
    private readonly OutgoingBatch _outgoing;
    private readonly DataSetDecoder _records;
    private readonly SampleDecoder _samples;
    private readonly WaitingSets _waiting;
    private readonly LateSink _late;
    private readonly DecoderLog? _log;
    private readonly ExporterDirectory? _directory;
    private readonly TemplateShapes _shapes;

    /// <summary>Makes a decoder whose records go to <paramref name="sink"/>.</summary>
    /// <param name="sink">Takes the records; of a biflow (RFC 5103) two, one for each direction. Where it is an <see cref="ICounterSink"/> too it takes counters of interfaces, and where it is an <see cref="IExporterSink"/> what came of exporters.</param>
    /// <param name="options">Limits of the sessions.</param>
    /// <param name="metrics">Counters that decoders one after another share; by itself the decoder has its own.</param>
    /// <param name="directory">Learns what the sessions saw, when that is durable.</param>
    /// <param name="shapes">What templates have in common, which decoders one after another share; by itself the decoder has its own.</param>
    /// <param name="logger">Told what is malformed, a line a reason and interval.</param>
    public DatagramDecoder(IFlowSink sink, SessionOptions? options = null, DecoderMetrics? metrics = null, ILogger? logger = null, ExporterDirectory? directory = null, TemplateShapes? shapes = null)
    {
        Metrics = metrics ?? new();
        _log = logger is null ? null : new(logger);
        _directory = directory;
        options ??= new();
        _shapes = shapes ?? new(options.MaxTemplateOctets);
        Sessions = new(options, directory, _shapes) { NamesGoing = FlushRecords, Going = Tell };
        _waiting = new(Sessions.Options);
        _late = new(this);
        _counters = sink as ICounterSink;
        _exporters = sink as IExporterSink;
        _outgoing = new(new UniflowSink(new InterfaceNaming(sink, Sessions)));
        _records = new(_outgoing, Metrics, Sessions.Options.Times);
        _samples = new(_outgoing, Metrics, _counters);
    }

    /// <summary>What was seen and thrown away.</summary>
    public DecoderMetrics Metrics { get; }

    /// <summary>The exporters heard, their templates and losses.</summary>
    public SessionTable Sessions { get; }

    /// <inheritdoc/>
    public void Accept(in ReceivedDatagram datagram)
    {
        if (datagram.Origin == MessageOrigin.StreamEnd)
        {
            Sessions.EndStream(datagram.ExporterAddress, datagram.ExporterPort);
            _waiting.ForgetStream(datagram.ExporterAddress, datagram.ExporterPort);
            return;
        }

        Metrics.Octets += datagram.Payload.Length;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(datagram.Payload, out ushort version))
        {
            CountMalformed(DecodeStatus.Truncated, datagram);
            return;
        }

        switch (version)
        {
            case IpfixHeader.Version:
                Metrics.IpfixMessages++;
                AcceptIpfix(datagram);
                break;
            case NetFlowV9Header.Version:
                Metrics.NetFlowV9Messages++;
                AcceptNetFlowV9(datagram);
                break;
            case NetFlowV5Header.Version:
                Metrics.NetFlowV5Messages++;
                AcceptNetFlowV5(datagram);
                break;
            case NetFlowV7Header.Version:
                Metrics.NetFlowV7Messages++;
                AcceptNetFlowV7(datagram);
                break;
            case NetFlowV1Header.Version:
                Metrics.NetFlowV1Messages++;
                AcceptNetFlowV1(datagram);
                break;
            case SessionKey.SFlow:
                Metrics.SFlowDatagrams++;
                AcceptSFlow(datagram);
                break;
            default:
                CountMalformed(DecodeStatus.UnknownVersion, datagram);
                break;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An opening tells templates, sampling rates and names of applications, and brings data sets that still wait for their template. None of that is
    /// counted: it was when it was received.
    /// </remarks>
    public void AcceptOpening(in ReceivedDatagram opening)
    {
        if (!TemplateMessage.TryOpen(opening.Payload, out TemplateMessage message)) return;
        if (!Sessions.TryGet(opening, message.Version, message.Domain, out ExporterSession? session)) return;
        bool isTold = false;
        while (message.Sets.TryRead(out MessageSet set))
        {
            if (set.Kind != SetKind.Data)
            {
                isTold = true;
                var templates = new TemplateSetReader(set, Sessions.Options.Templates);
                while (templates.TryRead(out RawTemplate template)) session.Templates.Apply(template, out _);
            }
            else if (session.Templates.Find(set.Id) is { } known)
            {
                isTold = true;
                known.Options?.Sampling?.Learn(set, message.Domain, session.Sampling, keep: false);
                known.Options?.Applications?.Learn(set, session.Applications, keep: false);
                known.Options?.Interfaces?.Learn(set, session, keep: false);
            }
            else
            {
                _waiting.TryAdd(session, opening, message.HeaderSize, set);
            }
        }

        // In IPFIX only messages with data count.
        if (isTold && message.Version == NetFlowV9Header.Version) session.Sequence.Begin(message.SequenceNumber, 1);
    }

    /// <summary>Gives the sink the records of a batch that is not full yet, and what came of exporters until now.</summary>
    public void Flush()
    {
        FlushRecords();
        for (int i = 0; i < Sessions.All.Count; i++) Tell(Sessions.All[i]);
        (Metrics.TemplateShapes, Metrics.TemplateShapesLetGo) = (_shapes.Count, _shapes.LetGo);
    }

    /// <inheritdoc/>
    public void Remember() => _directory?.Learn(Sessions);

    private void FlushRecords()
    {
        _samples.Flush();
        _outgoing.Flush();
    }

    private void Tell(ExporterSession session)
    {
        if (_exporters is null || !session.Tally.Report.TryTake(session, out ExporterRecord record)) return;
        _exporters.Write(record);
        Metrics.ExporterRecords++;
    }

    private void AcceptIpfix(in ReceivedDatagram datagram)
    {
        DecodeStatus status = IpfixMessageReader.TryOpen(datagram.Payload, out IpfixHeader header, out SetReader sets);
        CountMalformed(status, datagram);
        if (status != DecodeStatus.Ok || !TryGetSession(datagram, IpfixHeader.Version, header.ObservationDomainId, out ExporterSession? session)) return;

        var message = new MessageContext(
            datagram.TimeReceivedNs,
            datagram.ExporterAddress,
            header.ObservationDomainId,
            header.SequenceNumber,
            header.ExportTimeSeconds * NanosecondsPerSecond,
            Session: session);
        session.Tally.AddExportTime(message.TimeReceivedNs, message.ExportTimeNs);
        SetTotals totals = AcceptSets(ref sets, session, message, datagram, IpfixHeader.Size);

        // A message without data says nothing of what was lost that the next one with data does not say.
        if (!totals.IsComplete) session.Sequence.ObserveUncounted(header.SequenceNumber);
        else if (totals.Records > 0) session.Sequence.Observe(header.SequenceNumber, totals.Records);
    }

    private void AcceptNetFlowV9(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV9MessageReader.TryOpen(datagram.Payload, out NetFlowV9Header header, out SetReader sets);
        CountMalformed(status, datagram);
        if (status != DecodeStatus.Ok || !TryGetSession(datagram, NetFlowV9Header.Version, header.SourceId, out ExporterSession? session)) return;

        var message = new MessageContext(
            datagram.TimeReceivedNs,
            datagram.ExporterAddress,
            header.SourceId,
            header.SequenceNumber,
            header.UnixSeconds * NanosecondsPerSecond,
            header.SysUpTimeMilliseconds,
            Session: session);
        session.Tally.AddExportTime(message.TimeReceivedNs, message.ExportTimeNs);
        AcceptSets(ref sets, session, message, datagram, NetFlowV9Header.Size);
        session.Sequence.Observe(header.SequenceNumber, 1);
    }

    private void AcceptSFlow(in ReceivedDatagram datagram)
    {
        DecodeStatus status = SFlowHeader.TryRead(datagram.Payload, out SFlowHeader header, out SFlowStructureReader samples);
        CountMalformed(status, datagram);
        if (status != DecodeStatus.Ok) return;
        IpAddress agent = header.Agent.IsNone || header.Agent == UnknownAgent ? datagram.ExporterAddress : header.Agent;
        if (!TryGetSession(datagram, new(agent, SessionKey.SFlow, header.SubAgentId), out ExporterSession? session)) return;

        var message = new MessageContext(datagram.TimeReceivedNs, agent, header.SubAgentId, header.Sequence, datagram.TimeReceivedNs, Session: session);
        while (samples.TryRead(out SFlowStructure sample)) CountMalformed(_samples.Accept(sample, message, session.Samples), message, sample.Offset);
        CountMalformed(samples.Status, message, samples.Position);
        session.Sequence.Observe(header.Sequence, 1);
    }

    private static MessageContext ContextOf(in ReceivedDatagram datagram, in TemplateMessage message, ExporterSession session) => new(
        datagram.TimeReceivedNs,
        datagram.ExporterAddress,
        message.Domain,
        message.SequenceNumber,
        message.ExportSeconds * NanosecondsPerSecond,
        message.SysUpTimeMilliseconds,
        Session: session);

    private bool TryGetSession(in ReceivedDatagram datagram, ushort version, uint domain, [NotNullWhen(true)] out ExporterSession? session) =>
        TryGetSession(datagram, SessionKey.Of(datagram, version, domain), out session);

    private bool TryGetSession(in ReceivedDatagram datagram, SessionKey key, [NotNullWhen(true)] out ExporterSession? session)
    {
        if (!Sessions.TryGet(datagram, key, out session))
        {
            Metrics.SessionsRefused++;
            return false;
        }

        if (session.Tally.Report.IsOver(datagram.TimeReceivedNs)) Tell(session);
        session.Tally.AddMessage(datagram.TimeReceivedNs, datagram.Payload.Length);
        return true;
    }

    private SetTotals AcceptSets(ref SetReader sets, ExporterSession session, in MessageContext message, in ReceivedDatagram datagram, int headerSize)
    {
        uint records = 0;
        bool isComplete = true;
        while (sets.TryRead(out MessageSet set))
        {
            switch (set.Kind)
            {
                case SetKind.Data when session.Templates.Find(set.Id) is { } template:
                    isComplete &= TryAcceptData(set, template, session, message, ref records);
                    break;
                case SetKind.Data:
                    CountMalformed(DecodeStatus.UnknownTemplate, message, set.Offset);
                    _waiting.TryAdd(session, datagram, headerSize, set);
                    isComplete = false;
                    break;
                case SetKind.Templates or SetKind.OptionsTemplates:
                    AcceptTemplates(set, session, message);
                    break;
                default:
                    CountMalformed(DecodeStatus.ReservedSetId, message, set.Offset);
                    break;
            }
        }

        CountMalformed(sets.Status, message, sets.Position);
        return new(records, isComplete && sets.Status == DecodeStatus.Ok);
    }

    private bool TryAcceptData(in MessageSet set, TemplateShape template, ExporterSession session, in MessageContext message, ref uint records)
    {
        Metrics.DataSets++;
        DecodeStatus status;
        int count;
        if (template.IsOptions)
        {
            count = template.Plan.CountRecords(set.Content, out status);
            Metrics.OptionsRecords += count;
            OptionsReading options = template.Options!;
            if (options.Sampling is { } sampling) Metrics.SamplersRefused += sampling.Learn(set, message.ObservationDomainId, session.Sampling, keep: false);
            if (options.Applications is { } applications) Metrics.ApplicationsRefused += applications.Learn(set, session.Applications, keep: false);
            options.Interfaces?.Learn(set, session, keep: false);
            if (options.Counters is { } counters && _counters is not null) Metrics.CounterRecords += counters.Read(set.Content, message, _counters);
        }
        else
        {
            count = _records.Decode(template.Plan, set.Id, set.Content, message, out status);
            Metrics.DataRecords += count;
            session.Tally.AddRecords(message.TimeReceivedNs, count);
        }

        records += (uint)count;
        CountMalformed(status, message, set.Offset);
        return status == DecodeStatus.Ok;
    }

    private void AcceptTemplates(in MessageSet set, ExporterSession session, in MessageContext message)
    {
        var templates = new TemplateSetReader(set, Sessions.Options.Templates);
        while (templates.TryRead(out RawTemplate template))
        {
            Metrics.TemplateRecords++;
            CountMalformed(session.Templates.Apply(template, out TemplateChange change), message, set.Offset);
            session.Templates.Tell(template.TemplateId, message.TimeReceivedNs);
            if (change is TemplateChange.Added or TemplateChange.Replaced) Metrics.TemplateChanges++;
            else if (change == TemplateChange.Withdrawn) Metrics.TemplateWithdrawals++;
            else if (change == TemplateChange.Ignored) Metrics.IgnoredWithdrawals++;
            if (change == TemplateChange.Added && _waiting.Count > 0) _waiting.Release(session, template.TemplateId, _late);
        }

        CountMalformed(templates.Status, message, set.Offset);
    }

    private void CountMalformed(DecodeStatus reason, in ReceivedDatagram datagram)
    {
        if (reason != DecodeStatus.Ok) CountMalformed(reason, new MessageContext(datagram.TimeReceivedNs, datagram.ExporterAddress, 0, 0, 0), 0);
    }

    private void CountMalformed(DecodeStatus reason, in MessageContext message, int offset)
    {
        if (reason == DecodeStatus.Ok) return;
        Metrics.Count(reason);
        message.Session?.Tally.Faults.Add(reason);
        _log?.Malformed(reason, message, offset);
    }

    /// <summary>What the data sets of a message brought, and whether every record of it could be counted.</summary>
    private readonly record struct SetTotals(uint Records, bool IsComplete);

    /// <summary>Decodes data sets that waited, as of the time and the header they came with. Their numbers were looked at then.</summary>
    private sealed class LateSink(DatagramDecoder decoder) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            decoder.Metrics.LateDataSets++;
            uint records = 0;
            if (!TemplateMessage.TryOpen(datagram.Payload, out TemplateMessage late)) return;
            if (decoder.Sessions.Find(SessionKey.Of(datagram, late.Version, late.Domain)) is not { } session) return;
            if (!late.Sets.TryRead(out MessageSet set) || session.Templates.Find(set.Id) is not { } template) return;
            session.Tally.Faults.Late++;
            decoder.TryAcceptData(set, template, session, ContextOf(datagram, late, session), ref records);
        }
    }
}
