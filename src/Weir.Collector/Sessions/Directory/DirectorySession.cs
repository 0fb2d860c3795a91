namespace Weir.Collector.Sessions.Directory;

/// <summary>What the directory remembers of one exporter, protocol and domain, over all segments.</summary>
internal sealed class DirectorySession(SessionKey key, DirectoryBudgets budgets)
{
    private readonly TrafficWindow _window = new();
    private readonly KnownTemplates _templates = new(budgets.Templates);
    private readonly ClockEstimate _clock = new();
    private readonly DecodeFaults _faults = new();
    private Traffic _total;
    private long _firstHeardNs;
    private ushort _port;
    private uint _samplingRate;
    private SamplingOrigin _samplingOrigin;
    private SequenceFigures _figuresBefore;

    public SessionKey Key => key;

    /// <summary>Whether it was a stream and has ended.</summary>
    public bool IsEnded { get; private set; }

    public long LastHeardNs { get; private set; }

    /// <summary>Where the next segment goes on.</summary>
    public SequenceTracker Sequence { get; private set; } = new();

    /// <summary>The data sources of an sFlow agent, for the next segment to go on.</summary>
    public SampleSources Samples { get; } = new(budgets.SampleSources);

    /// <summary>Takes what a segment told. Returns the templates and data sources that there was no room for.</summary>
    public int Learn(ExporterSession session)
    {
        SessionTally tally = session.Tally;
        int refused = session.Templates.Count > 0 || _templates.Count > 0 ? _templates.Learn(session.Templates, session.LastHeardNs) : 0;
        // Of a session that nothing was heard of, an opening told the templates and the number.
        LastHeardNs = Math.Max(LastHeardNs, session.LastHeardNs);
        if (_firstHeardNs == 0) _firstHeardNs = tally.FirstHeardNs != 0 ? tally.FirstHeardNs : session.LastHeardNs;
        _port = session.ExporterPort;
        Sequence = session.Sequence;
        _faults.Add(tally.Faults);
        if (tally.Total.Datagrams == 0) return refused;
        _total += tally.Total;
        _window.Add(tally.Window);
        _clock.Learn(tally);
        if (tally.SamplingOrigin != SamplingOrigin.Unknown || tally.Total.Records > 0) (_samplingRate, _samplingOrigin) = (tally.SamplingRate, tally.SamplingOrigin);
        return refused + session.Samples.GoOnIn(Samples);
    }

    /// <summary>The stream has ended: what holds for its length only goes, what it brought stays.</summary>
    public void End()
    {
        IsEnded = true;
        Clear();
    }

    /// <summary>Goes on with what an earlier stream of the same exporter, protocol and domain brought.</summary>
    public void TakeUp(DirectorySession earlier)
    {
        _figuresBefore += earlier.Figures;
        _total += earlier._total;
        _window.Add(earlier._window);
        _faults.Add(earlier._faults);
        LastHeardNs = Math.Max(LastHeardNs, earlier.LastHeardNs);
        _firstHeardNs = _firstHeardNs == 0 ? earlier._firstHeardNs : Math.Min(_firstHeardNs, earlier._firstHeardNs);
        if (_samplingOrigin == SamplingOrigin.Unknown) (_samplingRate, _samplingOrigin) = (earlier._samplingRate, earlier._samplingOrigin);
    }

    public void Clear()
    {
        _templates.Clear();
        Samples.Clear();
    }

    /// <summary>What is known, as of the minute that ends at a time.</summary>
    public ExporterLine Line(long nowNs, int interfaces) => new()
    {
        Key = key,
        IsEnded = IsEnded,
        Port = _port,
        FirstHeardNs = _firstHeardNs,
        LastHeardNs = LastHeardNs,
        Total = _total,
        LastMinute = _window.UpTo(nowNs),
        Templates = _templates.Count - _templates.Options,
        OptionsTemplates = _templates.Options,
        Interfaces = interfaces,
        SamplingRate = _samplingRate,
        SamplingOrigin = _samplingOrigin,
        Received = Figures.Received,
        Lost = Figures.Lost,
        LateMessages = Figures.LateMessages,
        Repeated = Figures.Repeated,
        Restarts = Figures.Restarts,
        Faults = _faults.Copy(),
        LostSamples = Samples.Lost,
        ClockAheadNs = _clock.AheadNs,
        DelayNs = _clock.DelayNs,
    };

    public IEnumerable<TemplateLine> TemplateLines() => _templates.All.OrderBy(static template => template.Record.TemplateId).Select(template => new TemplateLine(
        key, template.Record, template.Protocol, template.FirstToldNs, template.LastToldNs));

    private SequenceFigures Figures => _figuresBefore + Sequence.Figures;
}
