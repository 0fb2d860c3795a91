using System.Diagnostics.CodeAnalysis;
using Weir.Collector.Listening;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Sessions.Interfaces;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions;

/// <summary>
/// All sessions, by key. Where all places are taken, a new session takes the place of an idle one; where none of the few that
/// are looked at is idle, it is refused, so that a flood of invented exporters neither grows the table nor drives real ones out.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="directory">Knows the sessions of segments before, which new ones go on with.</param>
/// <param name="shapes">What templates have in common, of segments before too; by itself the table has its own.</param>
public sealed class SessionTable(SessionOptions options, ExporterDirectory? directory = null, TemplateShapes? shapes = null)
{
    private const long NanosecondsPerTick = 100;
    private const int LookedAtPerNewSession = 8;

    private readonly Dictionary<SessionKey, ExporterSession> _byKey = [];
    private readonly List<ExporterSession> _places = [];
    private readonly Dictionary<(IpAddress Exporter, ushort Version), SamplingTable> _sampling = [];
    private readonly Dictionary<IpAddress, InterfaceNames> _interfaceNames = [];
    private readonly List<ExporterSession> _gone = [];
    private readonly HashSet<(IpAddress Exporter, ushort Port)> _endedStreams = [];
    private readonly SessionBudgets _budgets = new(options, shapes);
    private readonly long _idleNs = options.IdleAfter.Ticks * NanosecondsPerTick;
    private int _hand;

    /// <summary>The limits that hold.</summary>
    public SessionOptions Options { get; } = options;

    /// <summary>How many sessions there are.</summary>
    public int Count => _places.Count;

    /// <summary>All sessions in the order of their places.</summary>
    public IReadOnlyList<ExporterSession> All => _places;

    /// <summary>Those that brought something and are no more; for the directory, at most as many as there may be sessions.</summary>
    internal IReadOnlyList<ExporterSession> Gone => _gone;

    /// <summary>The streams that ended; for the directory, as bounded.</summary>
    internal IReadOnlyCollection<(IpAddress Exporter, ushort Port)> EndedStreams => _endedStreams;

    /// <summary>The session of that key, or <see langword="null"/>.</summary>
    public ExporterSession? Find(SessionKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Finds the session of a message, or makes it. Returns <see langword="false"/> where it is new and there is no place.</summary>
    public bool TryGet(in ReceivedDatagram datagram, ushort version, uint observationDomainId, [NotNullWhen(true)] out ExporterSession? session) =>
        TryGet(datagram, SessionKey.Of(datagram, version, observationDomainId), out session);

    /// <summary>Finds the session of a message that names its exporter itself, or makes it.</summary>
    public bool TryGet(in ReceivedDatagram datagram, SessionKey key, [NotNullWhen(true)] out ExporterSession? session)
    {
        if (!_byKey.TryGetValue(key, out session) && !TryAdd(key, datagram.TimeReceivedNs, out session)) return false;
        session.ExporterPort = datagram.ExporterPort;
        session.LastHeardNs = datagram.TimeReceivedNs;
        return true;
    }

    /// <summary>What an exporter calls its interfaces; <see langword="null"/> where it has no session.</summary>
    public InterfaceNames? FindInterfaceNames(IpAddress exporter) => _interfaceNames.GetValueOrDefault(exporter);

    /// <summary>
    /// What exporters call their interfaces, those that have no session any more included where a directory is to learn of them: of these at most as many as there
    /// may be sessions.
    /// </summary>
    internal IReadOnlyDictionary<IpAddress, InterfaceNames> InterfaceNames => _interfaceNames;

    /// <summary>Called before names of interfaces are forgotten: records that are not named yet can still be.</summary>
    internal Action? NamesGoing { get; set; }

    /// <summary>Called before a session is forgotten.</summary>
    internal Action<ExporterSession>? Going { get; set; }

    /// <summary>Forgets the sessions of a stream that ended.</summary>
    public void EndStream(IpAddress exporter, ushort port)
    {
        if (directory is not null && _endedStreams.Count < Options.MaxSessions) _endedStreams.Add((exporter, port));
        for (int i = _places.Count - 1; i >= 0; i--)
        {
            ExporterSession session = _places[i];
            if (session.Key.StreamPort != port || session.Key.ExporterAddress != exporter) continue;
            _byKey.Remove(session.Key);
            Forget(session);
            _places[i] = _places[^1];
            _places.RemoveAt(_places.Count - 1);
        }
    }

    private bool TryAdd(SessionKey key, long nowNs, [NotNullWhen(true)] out ExporterSession? session)
    {
        session = null;
        int place = _places.Count < Options.MaxSessions ? _places.Count : FindIdle(nowNs);
        if (place < 0) return false;
        session = new(key, Options, _budgets, SamplingOf(key), InterfaceNamesOf(key.ExporterAddress), directory?.Before(key));
        if (place == _places.Count)
        {
            _places.Add(session);
        }
        else
        {
            _byKey.Remove(_places[place].Key);
            Forget(_places[place]);
            _places[place] = session;
        }

        _byKey.Add(key, session);
        return true;
    }

    private SamplingTable SamplingOf(SessionKey key)
    {
        if (!_sampling.TryGetValue((key.ExporterAddress, key.Version), out SamplingTable? table))
        {
            table = new(_budgets.Samplers);
            _sampling.Add((key.ExporterAddress, key.Version), table);
        }

        table.Sessions++;
        return table;
    }

    private InterfaceNames InterfaceNamesOf(IpAddress exporter)
    {
        if (!_interfaceNames.TryGetValue(exporter, out InterfaceNames? names))
        {
            names = new(directory?.InterfaceNamesOf(exporter), Options.MaxInterfaceNamesPerExporter, _budgets.InterfaceNames);
            _interfaceNames.Add(exporter, names);
        }

        names.Sessions++;
        return names;
    }

    private void Forget(ExporterSession session)
    {
        if (directory is not null && session.Tally.Total.Datagrams > 0 && _gone.Count < Options.MaxSessions) _gone.Add(session);
        Going?.Invoke(session);
        session.Clear();
        if (--session.Sampling.Sessions == 0)
        {
            session.Sampling.Clear();
            _sampling.Remove((session.Key.ExporterAddress, session.Key.Version));
        }

        if (--session.InterfaceNames.Sessions == 0) ForgetNames(session.Key.ExporterAddress, session.InterfaceNames);
    }

    // A table that is for one segment keeps them to its end.
    private void ForgetNames(IpAddress exporter, InterfaceNames names)
    {
        if (names.HasAny)
        {
            if (directory is not null && _interfaceNames.Count <= 2 * Options.MaxSessions) return;
            NamesGoing?.Invoke();
            names.Clear();
        }

        _interfaceNames.Remove(exporter);
    }

    private int FindIdle(long nowNs)
    {
        for (int looked = Math.Min(LookedAtPerNewSession, _places.Count); looked > 0; looked--)
        {
            _hand = (_hand + 1) % _places.Count;
            if (nowNs - _places[_hand].LastHeardNs > _idleNs) return _hand;
        }

        return -1;
    }
}
