using System.Text;
using Weir.Capture.Interop;
using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>
/// Speed and duplex of interfaces by the ethtool ioctl, for the network namespace it was opened in: /sys may show another one's interfaces.
/// <code>
/// struct ethtool_cmd: | command 32 | supported 32 | advertising 32 | speed 16 | duplex 8 | … | speed, upper half 16, at 28 | … 44
/// </code>
/// </summary>
internal sealed unsafe class EthernetLink : IDisposable
{
    private const int Ipv4Family = 2, DatagramType = 2, CloseOnExec = 0x80000;
    private const nuint EthtoolRequest = 0x8946;
    private const uint GetSettings = 1;
    private const int NameSize = 16, RequestSize = 40, CommandSize = 44;
    private const int SpeedOffset = 12, DuplexOffset = 14, UpperSpeedOffset = 28;
    private const ulong Mega = 1_000_000;

    private readonly SocketDescriptor _socket = LibC.Socket(Ipv4Family, DatagramType | CloseOnExec, 0);
    private EthernetStatistics? _statistics;

    /// <summary>The driver's own counters, by the same socket.</summary>
    public EthernetStatistics Statistics => _statistics ??= new(_socket);

    /// <summary>Asks the driver.</summary>
    /// <param name="name">The interface.</param>
    /// <returns>Bits per second, 0 where the driver does not tell, and duplex.</returns>
    public (ulong Speed, InterfaceDuplex Duplex) Read(string name)
    {
        byte* command = stackalloc byte[CommandSize];
        byte* request = stackalloc byte[RequestSize];
        new Span<byte>(command, CommandSize).Clear();
        new Span<byte>(request, RequestSize).Clear();
        if (_socket.IsInvalid || Encoding.UTF8.GetByteCount(name) >= NameSize) return (0, InterfaceDuplex.Unknown);
        *(uint*)command = GetSettings;
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameSize));
        *(byte**)(request + NameSize) = command;
        if (LibC.IoControl(_socket, EthtoolRequest, request) != 0) return (0, InterfaceDuplex.Unknown);
        uint megabits = *(ushort*)(command + SpeedOffset) | (uint)*(ushort*)(command + UpperSpeedOffset) << 16;
        // Both halves set, or the lower one alone on old drivers: unknown.
        ulong speed = megabits is uint.MaxValue or ushort.MaxValue ? 0 : megabits * Mega;
        return (speed, command[DuplexOffset] switch { 0 => InterfaceDuplex.Half, 1 => InterfaceDuplex.Full, _ => InterfaceDuplex.Unknown });
    }

    public void Dispose() => _socket.Dispose();
}
