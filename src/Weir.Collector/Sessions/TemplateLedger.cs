using System.Buffers.Binary;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// Keeps the templates in force of all sessions while messages pass by into the journal, so that each segment can open with
/// them. Data sets are stepped over; a template that is known and the same costs a comparison. For one thread.
/// </summary>
public sealed class TemplateLedger(SessionOptions options) : ISegmentOpening
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SessionTable _sessions = new(options);

    /// <summary>Templates in force, of all sessions.</summary>
    public int TemplateCount => _sessions.All.Sum(session => session.Templates.Count);

    /// <inheritdoc/>
    public void Observe(in ReceivedDatagram datagram)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(datagram.Payload, out ushort version)) return;
        SetReader sets;
        (uint Domain, uint Sequence) header;
        switch (version)
        {
            case IpfixHeader.Version:
                if (IpfixMessageReader.TryOpen(datagram.Payload, out IpfixHeader ipfix, out sets) != DecodeStatus.Ok) return;
                header = (ipfix.ObservationDomainId, ipfix.SequenceNumber);
                break;
            case NetFlowV9Header.Version:
                if (NetFlowV9MessageReader.TryOpen(datagram.Payload, out NetFlowV9Header v9, out sets) != DecodeStatus.Ok) return;
                header = (v9.SourceId, v9.SequenceNumber);
                break;
            default:
                return;
        }

        if (!_sessions.TryGet(datagram, version, header.Domain, out ExporterSession? session)) return;
        session.LastSequenceNumber = header.Sequence;
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind is SetKind.Templates or SetKind.OptionsTemplates) Apply(set, session);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The messages bear the sequence number of the session's last message (in NetFlow v9, where each message has one, they
    /// count up to it), so that a decoder which starts at a segment counts no loss between them and what follows.
    /// </remarks>
    public void WriteTo(IDatagramSink segment)
    {
        foreach (ExporterSession session in _sessions.All)
        {
            if (session.Templates.Count == 0) continue;
            var writer = new TemplateMessageWriter(session.Key, (uint)(session.LastHeardNs / NanosecondsPerSecond));
            foreach (byte[] message in writer.Write(session.Templates.All, session.LastSequenceNumber))
            {
                segment.Accept(new(session.LastHeardNs, session.Key.ExporterAddress, session.ExporterPort, message));
            }
        }
    }

    private void Apply(in MessageSet set, ExporterSession session)
    {
        var templates = new TemplateSetReader(set, _sessions.Options.Templates);
        while (templates.TryRead(out RawTemplate template)) session.Templates.Apply(template, out _);
    }
}
