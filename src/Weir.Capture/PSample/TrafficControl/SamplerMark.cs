using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Capture.PSample.TrafficControl;

/// <summary>
/// The mark on filters of ours: the cookie of their action (TCA_ACT_COOKIE, 16 octets at most), which the kernel keeps and gives back, and from
/// Linux 6.11 on tells with each sample. It says whose the filter is, so that one left behind by a crash is told from one in use.
/// <code>
/// +-----------+------------+---------------------+-------------+-----------+----------+
/// | "weir" 32 | process 32 | its start, ticks 32 | interface 16| egress 8  | clsact 8 |   in host byte order
/// +-----------+------------+---------------------+-------------+-----------+----------+
/// </code>
/// </summary>
/// <param name="ProcessId">The process that samples.</param>
/// <param name="StartTicks">When that process began, in ticks since the system did, modulo 2^32: process ids are used again.</param>
/// <param name="InterfaceIndex">ifIndex of the sampled interface, modulo 2^16.</param>
/// <param name="IsEgress">Whether packets that leave are sampled.</param>
/// <param name="OwnsQdisc">Whether the clsact queueing discipline was made for this, and goes with it.</param>
internal readonly record struct SamplerMark(uint ProcessId, uint StartTicks, ushort InterfaceIndex, bool IsEgress, bool OwnsQdisc)
{
    /// <summary>Octets of the cookie: TC_COOKIE_MAX_SIZE.</summary>
    public const int Size = 16;

    private const int StartTimeField = 22;

    private static readonly uint OwnId = (uint)Environment.ProcessId;
    private static readonly uint OwnStart = StartOf(OwnId) ?? 0;

    private static ReadOnlySpan<byte> Magic => "weir"u8;

    /// <summary>The mark of this process.</summary>
    public static SamplerMark Own(int interfaceIndex, bool isEgress, bool ownsQdisc) =>
        new(OwnId, OwnStart, (ushort)interfaceIndex, isEgress, ownsQdisc);

    /// <summary>Reads a cookie.</summary>
    /// <returns>Whether it is a mark.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cookie, out SamplerMark mark)
    {
        mark = default;
        if (cookie.Length != Size || !cookie.StartsWith(Magic)) return false;
        mark = new(
            MemoryMarshal.Read<uint>(cookie[4..]), MemoryMarshal.Read<uint>(cookie[8..]), MemoryMarshal.Read<ushort>(cookie[12..]), cookie[14] != 0, cookie[15] != 0);
        return true;
    }

    /// <summary>Writes the cookie into 16 octets.</summary>
    public void Write(Span<byte> cookie)
    {
        Magic.CopyTo(cookie);
        MemoryMarshal.Write(cookie[4..], ProcessId);
        MemoryMarshal.Write(cookie[8..], StartTicks);
        MemoryMarshal.Write(cookie[12..], InterfaceIndex);
        cookie[14] = IsEgress ? (byte)1 : (byte)0;
        cookie[15] = OwnsQdisc ? (byte)1 : (byte)0;
    }

    /// <summary>Whether the mark is this process's.</summary>
    public bool IsOwn => ProcessId == OwnId && StartTicks == OwnStart;

    /// <summary>Whether the process still runs, as far as this one can see processes.</summary>
    public bool IsInUse => StartOf(ProcessId) is { } start && start == StartTicks;

    private static uint? StartOf(uint process)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The second field is a name in parentheses, which may hold spaces and parentheses.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (uint)ulong.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
