using Weir.Collector.Diagnostics;
using Weir.Collector.Listening;
using Weir.Collector.Sessions.Interfaces;
using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Directory;

/// <summary>
/// The exporters that were heard, their interfaces and templates: found by decoding, nowhere configured. Each segment is decoded with
/// fresh sessions; when its records are durable the directory learns what the sessions saw, so that a segment that is decoded
/// twice counts once. The sessions of the next segment go on with the sequence numbers of this one. For any thread.
/// </summary>
/// <param name="options">How much it holds.</param>
public sealed class ExporterDirectory(DirectoryOptions options)
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, DirectorySession> _sessions = [];

    // Streams that ended, by their keys without the port: the next one of the same exporter and domain takes its line up again.
    private readonly Dictionary<SessionKey, DirectorySession> _ended = [];
    private readonly Dictionary<IpAddress, KnownInterfaces> _interfaces = [];
    private readonly DirectoryBudgets _budgets = new(options);
    private readonly long _idleNs = options.IdleAfter.Ticks * NanosecondsPerTick;
    private long _latestNs;

    /// <summary>A directory with the usual limits.</summary>
    public ExporterDirectory()
        : this(new())
    {
    }

    /// <summary>Sessions that there was no room for, counted with each segment they are heard in.</summary>
    public Counter SessionsRefused { get; } = new();

    /// <summary>Interfaces that there was no room for, counted with each segment they are heard in.</summary>
    public Counter InterfacesRefused { get; } = new();

    /// <summary>Templates and sFlow data sources that there was no room for, counted with each segment they are heard in.</summary>
    public Counter DetailsRefused { get; } = new();

    /// <summary>How many exporters, protocols and domains are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return Known;
        }
    }

    /// <summary>Takes what the sessions of a segment saw.</summary>
    public void Learn(SessionTable sessions)
    {
        lock (_lock)
        {
            foreach (ExporterSession session in sessions.All) _latestNs = Math.Max(_latestNs, session.LastHeardNs);
            MakeRoom(sessions);
            foreach (ExporterSession session in sessions.Gone) Learn(session);
            if (sessions.EndedStreams.Count > 0) EndStreams(sessions.EndedStreams);
            foreach (ExporterSession session in sessions.All) Learn(session);
            foreach ((IpAddress exporter, InterfaceNames names) in sessions.InterfaceNames) Learn(exporter, names);
        }
    }

    /// <summary>All exporters, or those of one address, in the order of their addresses.</summary>
    /// <param name="nowNs">The time: nanoseconds since 1970-01-01 UTC. The last minute ends with the last segment, or now where that is longer ago.</param>
    /// <param name="only">The address.</param>
    public IReadOnlyList<ExporterLine> Exporters(long nowNs, IpAddress? only = null)
    {
        lock (_lock)
        {
            long end = nowNs - _latestNs < TrafficWindow.Seconds * NanosecondsPerSecond ? _latestNs : nowNs;
            return [.. Sessions(only).Select(session => session.Line(end, _interfaces.GetValueOrDefault(session.Key.ExporterAddress)?.Count ?? 0))];
        }
    }

    /// <summary>All templates in force, or those of one exporter.</summary>
    public IReadOnlyList<TemplateLine> Templates(IpAddress? only = null)
    {
        lock (_lock) return [.. Sessions(only).SelectMany(static session => session.TemplateLines())];
    }

    /// <summary>All interfaces, or those of one exporter.</summary>
    public IReadOnlyList<InterfaceLine> Interfaces(IpAddress? only = null)
    {
        lock (_lock) return [.. _interfaces.Where(pair => only is null || pair.Key == only).OrderBy(static pair => pair.Key).SelectMany(static pair => pair.Value.Lines)];
    }

    /// <summary>Where a session of a new segment goes on.</summary>
    internal (SequenceTracker Sequence, SampleSources Samples)? Before(SessionKey key)
    {
        lock (_lock) return _sessions.TryGetValue(key, out DirectorySession? session) ? (session.Sequence.Copy(), session.Samples) : null;
    }

    /// <summary>What an exporter called its interfaces so far: not changed any more, a later telling makes another.</summary>
    internal IReadOnlyDictionary<uint, InterfaceName>? InterfaceNamesOf(IpAddress exporter)
    {
        lock (_lock) return _interfaces.GetValueOrDefault(exporter)?.Names;
    }

    private int Known => _sessions.Count + _ended.Count;

    private IEnumerable<DirectorySession> Sessions(IpAddress? only) => _sessions.Values.Concat(_ended.Values)
        .Where(session => only is null || session.Key.ExporterAddress == only)
        .OrderBy(static session => session.Key.ExporterAddress).ThenBy(static session => session.Key.Version).ThenBy(static session => session.Key.ObservationDomainId);

    private void Learn(ExporterSession session)
    {
        if (!_sessions.TryGetValue(session.Key, out DirectorySession? known))
        {
            if (_ended.Remove(Portless(session.Key), out DirectorySession? ended))
            {
                // Its place is free again.
            }
            else if (Known >= options.MaxSessions)
            {
                SessionsRefused.Increment();
                return;
            }

            known = new(session.Key, _budgets);
            if (ended is not null) known.TakeUp(ended);
            _sessions.Add(session.Key, known);
        }

        DetailsRefused.Add(known.Learn(session));
        int interfaces = session.Tally.Interfaces.Count;
        if (interfaces > 0) InterfacesRefused.Add(InterfacesOf(session.Key.ExporterAddress)?.Learn(session) ?? interfaces);
    }

    private void Learn(IpAddress exporter, InterfaceNames names)
    {
        if (names.ToldCount > 0) InterfacesRefused.Add(InterfacesOf(exporter)?.Learn(names) ?? names.ToldCount);
        InterfacesRefused.Add(names.TakeRefused());
    }

    // Each holds at least one interface, so that their bound is that of interfaces.
    private KnownInterfaces? InterfacesOf(IpAddress exporter)
    {
        if (_interfaces.TryGetValue(exporter, out KnownInterfaces? known) || _budgets.Interfaces.Free == 0) return known;
        known = new(exporter, options.MaxInterfacesPerExporter, _budgets.Interfaces);
        _interfaces.Add(exporter, known);
        return known;
    }

    private static SessionKey Portless(SessionKey key) => key with { StreamPort = 0 };

    // A port that comes again is another stream.
    private void EndStreams(IReadOnlyCollection<(IpAddress Exporter, ushort Port)> ended)
    {
        foreach ((SessionKey key, DirectorySession session) in _sessions)
        {
            if (key.Origin != MessageOrigin.Stream || !ended.Contains((key.ExporterAddress, key.StreamPort))) continue;
            _sessions.Remove(key);
            session.End();
            if (_ended.Remove(Portless(key), out DirectorySession? earlier)) session.TakeUp(earlier);
            _ended.Add(Portless(key), session);
        }

        // An exporter with several streams is heard as long as one of them lasts.
        foreach ((SessionKey key, DirectorySession session) in _sessions)
        {
            if (key.Origin == MessageOrigin.Stream && _ended.Remove(Portless(key), out DirectorySession? earlier)) session.TakeUp(earlier);
        }
    }

    // Who is heard has the places of streams that ended before.
    private void MakeRoom(SessionTable sessions)
    {
        if (Known + sessions.Count + sessions.Gone.Count <= options.MaxSessions && _budgets.Interfaces.Free > 0) return;
        ForgetIdle();
        if (_ended.Count == 0) return;
        int coming = sessions.All.Concat(sessions.Gone).Count(session => !_sessions.ContainsKey(session.Key));
        int excess = Math.Max(0, Known + coming - options.MaxSessions);
        foreach (SessionKey key in _ended.OrderBy(static pair => pair.Value.LastHeardNs).Take(excess).Select(static pair => pair.Key).ToArray()) _ended.Remove(key);
    }

    private void Forget(SessionKey key)
    {
        if (_sessions.Remove(key, out DirectorySession? session)) session.Clear();
    }

    // Once for a segment, and only where places may run out.
    private void ForgetIdle()
    {
        foreach ((SessionKey key, DirectorySession session) in _sessions)
        {
            if (_latestNs - session.LastHeardNs > _idleNs) Forget(key);
        }

        foreach ((SessionKey key, DirectorySession session) in _ended)
        {
            if (_latestNs - session.LastHeardNs > _idleNs) _ended.Remove(key);
        }

        HashSet<IpAddress> left = [.. _sessions.Keys.Concat(_ended.Keys).Select(static key => key.ExporterAddress)];
        foreach ((IpAddress exporter, KnownInterfaces interfaces) in _interfaces)
        {
            if (left.Contains(exporter)) continue;
            interfaces.Clear();
            _interfaces.Remove(exporter);
        }
    }
}
