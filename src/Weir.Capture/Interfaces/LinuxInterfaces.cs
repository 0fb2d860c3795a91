using Weir.Capture.Netlink;
using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>
/// The interfaces of the network namespace it was opened in, by an RTM_GETLINK dump (rtnetlink(7)); speed and duplex, which that does not tell,
/// from the drivers. One thread at a time.
/// </summary>
public sealed class LinuxInterfaces : IInterfaceSource, IDisposable
{
    private const int RouteFamily = 0;
    private const int Attempts = 3;

    private readonly NetlinkSocket _socket;
    private readonly EthernetLink _links = new();

    private LinuxInterfaces(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens the way to the kernel. Needs no privilege.</summary>
    /// <exception cref="IOException">The kernel does not speak rtnetlink.</exception>
    public static LinuxInterfaces Open() => new(NetlinkSocket.Open(RouteFamily));

    /// <inheritdoc/>
    public IReadOnlyList<NetworkInterface> Read()
    {
        List<NetworkInterface> found = [];
        Span<byte> anyLink = stackalloc byte[LinkMessage.HeaderSize];
        anyLink.Clear();
        for (int attempt = 1; ; attempt++)
        {
            found.Clear();
            bool whole = _socket.Dump(LinkMessage.GetLink, anyLink, (type, body) =>
            {
                if (type == LinkMessage.NewLink && LinkMessage.Read(body) is { } link) found.Add(link);
            });
            // Interfaces that come and go all the time are told as well as can be.
            if (whole || attempt == Attempts) break;
        }

        found.Sort((one, other) => one.Index.CompareTo(other.Index));
        return [.. found.Select(WithWhatDriversTell)];
    }

    public void Dispose()
    {
        _socket.Dispose();
        _links.Dispose();
    }

    private NetworkInterface WithWhatDriversTell(NetworkInterface link)
    {
        (ulong speed, InterfaceDuplex duplex) = _links.Read(link.Name);
        link = link with { Speed = speed, Duplex = duplex };
        return EthernetCounterNames.Read(link, take => _links.Statistics.Read(link.Name, take));
    }
}
