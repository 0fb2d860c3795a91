using System.Globalization;
using Weir.Capture.Netlink;
using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>
/// The interfaces of the network namespace it was opened in, by an RTM_GETLINK dump (rtnetlink(7)); speed and duplex, which that does not tell,
/// from /sys/class/net. One thread at a time.
/// </summary>
public sealed class LinuxInterfaces : IInterfaceSource, IDisposable
{
    private const int RouteFamily = 0;
    private const int Attempts = 3;
    private const ulong Mega = 1_000_000;

    private readonly NetlinkSocket _socket;

    private LinuxInterfaces(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens the way to the kernel. Needs no privilege.</summary>
    /// <exception cref="IOException">The kernel does not speak rtnetlink.</exception>
    public static LinuxInterfaces Open() => new(NetlinkSocket.Open(RouteFamily));

    /// <inheritdoc/>
    public IReadOnlyList<NetworkInterface> Read()
    {
        List<NetworkInterface> found = [];
        Span<byte> anyLink = stackalloc byte[LinkMessage.HeaderSize];
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
        return [.. found.Select(WithSpeed)];
    }

    public void Dispose() => _socket.Dispose();

    private static NetworkInterface WithSpeed(NetworkInterface link) => link with
    {
        // -1 and an error both mean that the driver does not know.
        Speed = long.TryParse(Sysfs(link.Name, "speed"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long megabits) && megabits > 0
            ? (ulong)megabits * Mega
            : 0,
        Duplex = Sysfs(link.Name, "duplex") switch
        {
            "full" => InterfaceDuplex.Full,
            "half" => InterfaceDuplex.Half,
            _ => InterfaceDuplex.Unknown,
        },
    };

    private static string Sysfs(string name, string attribute)
    {
        try
        {
            return File.ReadAllText($"/sys/class/net/{name}/{attribute}").Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // No such file for this kind of interface, or the driver answers with an error.
            return "";
        }
    }
}
