using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// Keeps what later segments need to decode alone while messages pass by into the journal: the templates in force of all sessions,
/// the options records that told sampling rates, and the data sets whose template has not come. A template that is known and the same
/// costs a comparison, and so does a data set whose template is known. For one thread.
/// </summary>
public sealed class TemplateLedger(SessionOptions options) : ISegmentOpening
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SessionTable _sessions = new(options);
    private readonly WaitingSets _waiting = new(options);
    private readonly long _waitNs = options.MaxWait.Ticks * TimeSpan.NanosecondsPerTick;
    private long _latestNs;

    /// <summary>Templates in force, of all sessions.</summary>
    public int TemplateCount => _sessions.All.Sum(session => session.Templates.Count);

    /// <summary>Data sets that wait for their template.</summary>
    public int WaitingCount => _waiting.Count;

    /// <inheritdoc/>
    public void Observe(in ReceivedDatagram datagram)
    {
        if (datagram.Origin == MessageOrigin.StreamEnd)
        {
            _sessions.EndStream(datagram.ExporterAddress, datagram.ExporterPort);
            _waiting.ForgetStream(datagram.ExporterAddress, datagram.ExporterPort);
            return;
        }

        if (!TemplateMessage.TryOpen(datagram.Payload, out TemplateMessage message)) return;
        if (!_sessions.TryGet(datagram, message.Version, message.Domain, out ExporterSession? session)) return;
        session.LastSequenceNumber = message.SequenceNumber;
        _latestNs = Math.Max(_latestNs, datagram.TimeReceivedNs);
        while (message.Sets.TryRead(out MessageSet set))
        {
            switch (set.Kind)
            {
                case SetKind.Templates or SetKind.OptionsTemplates:
                    Apply(set, session);
                    break;
                case SetKind.Data:
                    Observe(set, datagram, message.HeaderSize, session);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The messages bear the sequence number of the session's last message (in NetFlow v9, where each message has one, they
    /// count up to it), so that a decoder which starts at a segment counts no loss between them and what follows. Data sets that wait
    /// come last, under the header and with the time that they came with.
    /// </remarks>
    public void WriteTo(IDatagramSink segment)
    {
        foreach (ExporterSession session in _sessions.All)
        {
            if (session.Templates.Count == 0) continue;
            var writer = new TemplateMessageWriter(session.Key, (uint)(session.LastHeardNs / NanosecondsPerSecond));
            foreach (byte[] message in writer.Write(session.Templates.All, session.Sampling.Kept(session.Key.ObservationDomainId), session.LastSequenceNumber))
            {
                segment.Accept(new(session.LastHeardNs, session.Key.ExporterAddress, session.ExporterPort, message, session.Key.Origin));
            }
        }

        _waiting.Expire(_latestNs - _waitNs, _sessions);
        _waiting.WriteTo(segment);
    }

    private void Apply(in MessageSet set, ExporterSession session)
    {
        var templates = new TemplateSetReader(set, _sessions.Options.Templates);
        while (templates.TryRead(out RawTemplate template))
        {
            session.Templates.Apply(template, out TemplateChange change);
            switch (change)
            {
                case TemplateChange.Added:
                    // The segment that this one is in decodes them.
                    _waiting.Release(session, template.TemplateId, sink: null);
                    break;
                case TemplateChange.Replaced or TemplateChange.Withdrawn:
                    session.Sampling.ForgetRecords(session.Key.ObservationDomainId, template.TemplateId);
                    break;
            }
        }
    }

    private void Observe(in MessageSet set, in ReceivedDatagram datagram, int headerSize, ExporterSession session)
    {
        StoredTemplate? template = session.Templates.Find(set.Id);
        if (template is null) _waiting.TryAdd(session, datagram, headerSize, set);
        else template.Options?.Sampling?.Learn(set.Content, session.Key.ObservationDomainId, session.Sampling, keep: true);
    }
}
