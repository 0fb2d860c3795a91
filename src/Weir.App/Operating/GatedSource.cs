using System.Diagnostics;
using Weir.Capture.AfPacket;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>
/// A live source that can be told to end: it then gives what the kernel holds already, and ends. It can be told to throw packets
/// away for a while, too. Told from any thread, read by one.
/// </summary>
/// <param name="source">Not disposed of here: the next one may go on with it.</param>
/// <param name="isGathering">Whether packets count now.</param>
internal sealed class GatedSource(IPacketSource source, Func<bool> isGathering) : IPacketSource, ILoadGauge
{
    /// <summary>Told to end, it does so after this long even where packets keep coming: a ring of 64 MiB is read in a tenth of that.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Told to end, it does so when nothing came for this long. The kernel's timer gives out a block that is not full in its second
    /// round at the latest (net/packet/af_packet.c), so that packets may be held back for twice <see cref="AfPacketOptions.BlockTimeout"/>.
    /// </summary>
    private static readonly TimeSpan QuietTime = 2.5 * new AfPacketOptions { InterfaceName = "" }.BlockTimeout;

    private long _endingSince;
    private long _lastPackets;
    private long _lastRead = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <summary>Packets thrown away.</summary>
    public long Discarded { get; private set; }

    /// <summary>Whether it was told to end.</summary>
    public bool IsEnding => Volatile.Read(ref _endingSince) != 0;

    /// <summary>Time since the last read. A live source is read several times a second; what took longer holds up the reader.</summary>
    public TimeSpan SinceRead => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>Ends it.</summary>
    public void End() => Interlocked.CompareExchange(ref _endingSince, Stopwatch.GetTimestamp(), 0);

    /// <inheritdoc/>
    public PacketReadStatus Read(PacketBatch batch)
    {
        Volatile.Write(ref _lastRead, Stopwatch.GetTimestamp());
        long since = Volatile.Read(ref _endingSince);
        if (since != 0 && IsDrained(since))
        {
            batch.Count = 0;
            return PacketReadStatus.End;
        }

        PacketReadStatus status = source.Read(batch);
        if (status != PacketReadStatus.Packets) return status;
        if (since != 0) _lastPackets = Stopwatch.GetTimestamp();
        if (isGathering()) return status;
        Discarded += batch.Count;
        batch.Count = 0;
        return PacketReadStatus.Idle;
    }

    /// <inheritdoc/>
    public LoadReading ReadLoad() => source is ILoadGauge gauge ? gauge.ReadLoad() : default;

    private bool IsDrained(long since) =>
        Stopwatch.GetElapsedTime(Math.Max(since, _lastPackets)) > QuietTime || Stopwatch.GetElapsedTime(since) > DrainTime;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
