using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// Keeps what later segments need to decode alone while messages pass by into the journal: the templates in force of all sessions,
/// the options records that told sampling rates and names of applications, and the data sets whose template has not come. A template that is known and the same
/// costs a comparison, and so does a data set whose template is known. For one thread.
/// </summary>
public sealed class TemplateLedger : ISegmentOpening
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SessionTable _sessions;
    private readonly WaitingSets _waiting;
    private readonly LateOptions _lateOptions;
    private readonly long _waitNs;
    private long _latestNs;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="options">How much is kept.</param>
    public TemplateLedger(SessionOptions options)
    {
        _sessions = new(options);
        _waiting = new(options);
        _lateOptions = new(_sessions);
        _waitNs = options.MaxWait.Ticks * TimeSpan.NanosecondsPerTick;
    }

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
            foreach (byte[] message in writer.Write(session.Templates.All, session.Sampling.Kept(session.Key.ObservationDomainId).Concat(session.Applications.Kept).Concat(session.InterfaceNames.Kept(session.Key)), session.LastSequenceNumber))
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
                    _waiting.Release(session, template.TemplateId, template.IsOptions ? _lateOptions : null);
                    break;
                case TemplateChange.Replaced or TemplateChange.Withdrawn:
                    session.Sampling.ForgetRecords(session.Key.ObservationDomainId, template.TemplateId);
                    session.Applications.ForgetRecords(template.TemplateId);
                    session.InterfaceNames.ForgetRecords(session.Key, template.TemplateId);
                    break;
            }
        }
    }

    private void Observe(in MessageSet set, in ReceivedDatagram datagram, int headerSize, ExporterSession session)
    {
        TemplateShape? shape = session.Templates.Find(set.Id);
        if (shape is null) _waiting.TryAdd(session, datagram, headerSize, set);
        else Learn(shape, set, session);
    }

    private static void Learn(TemplateShape shape, in MessageSet set, ExporterSession session)
    {
        if (shape.Options is not { } options) return;
        options.Sampling?.Learn(set, session.Key.ObservationDomainId, session.Sampling, keep: true);
        options.Applications?.Learn(set, session.Applications, keep: true);
        options.Interfaces?.Learn(set, session, keep: true);
    }

    /// <summary>Learns from options records that waited for their template.</summary>
    private sealed class LateOptions(SessionTable sessions) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            if (!TemplateMessage.TryOpen(datagram.Payload, out TemplateMessage late) || !late.Sets.TryRead(out MessageSet set)) return;
            if (sessions.Find(SessionKey.Of(datagram, late.Version, late.Domain)) is { } session && session.Templates.Find(set.Id) is { } shape) Learn(shape, set, session);
        }
    }
}
