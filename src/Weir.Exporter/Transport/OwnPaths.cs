using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Transport;

/// <summary>
/// The paths to all collectors as they are now: each transport tells its path before the first packet takes it, and metering is told at
/// once. From any thread.
/// </summary>
public sealed class OwnPaths
{
    private readonly Lock _gate = new();
    private readonly List<Collector> _collectors = [];
    private Action<IReadOnlyList<DatagramDestination>>? _told;

    /// <summary>All that metering leaves out.</summary>
    public IReadOnlyList<DatagramDestination> Destinations
    {
        get
        {
            lock (_gate) return Collect();
        }
    }

    /// <summary>A place for the paths of one more collector; disposing of it takes them out.</summary>
    public Collector Add()
    {
        lock (_gate)
        {
            var collector = new Collector(this);
            _collectors.Add(collector);
            return collector;
        }
    }

    /// <summary>Tells the paths there are, and all of them again with each change. A call must be short and must not come back here.</summary>
    public void Tell(Action<IReadOnlyList<DatagramDestination>> metering)
    {
        lock (_gate)
        {
            _told += metering;
            metering(Collect());
        }
    }

    /// <summary>Tells no more.</summary>
    public void Forget(Action<IReadOnlyList<DatagramDestination>> metering)
    {
        lock (_gate) _told -= metering;
    }

    private DatagramDestination[] Collect() => [.. _collectors.SelectMany(static collector => collector.Paths).Select(static path => path.ToDestination()).Distinct()];

    /// <summary>The paths of one collector: the last ones, since packets of a connection that ended may still come.</summary>
    public sealed class Collector : IDisposable
    {
        private const int Kept = 4;

        private readonly OwnPaths _all;
        private readonly Queue<CollectorPath> _paths = new();

        internal Collector(OwnPaths all) => _all = all;

        internal IEnumerable<CollectorPath> Paths => _paths;

        /// <summary>Packets take this path from now on.</summary>
        public void Use(CollectorPath path)
        {
            lock (_all._gate)
            {
                if (_paths.Contains(path)) return;
                if (_paths.Count == Kept) _paths.Dequeue();
                _paths.Enqueue(path);
                _all._told?.Invoke(_all.Collect());
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_all._gate)
            {
                if (_all._collectors.Remove(this)) _all._told?.Invoke(_all.Collect());
            }
        }
    }
}
