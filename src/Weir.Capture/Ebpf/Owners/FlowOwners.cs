using System.Net.NetworkInformation;
using Weir.Capture.Ebpf.Interop;
using Weir.Wire.Primitives;

namespace Weir.Capture.Ebpf.Owners;

/// <summary>
/// Which process a flow belongs to. A packet that leaves has its socket with it. One that arrives has not found its own yet; a virtual
/// interface may even hand it over with the socket that sent it. So a flow to this namespace has the owner of the other direction, or
/// of the local port; one that is on its way through has that of the process of this host that sent it, if any.
/// </summary>
internal sealed unsafe class FlowOwners
{
    /// <summary>Conversations whose owner is remembered for their other direction; as many as the kernel holds sockets for.</summary>
    private const int MaxRemembered = 1 << 16;

    private readonly int _sockets, _ports;
    private readonly ulong _network;

    private readonly HashSet<IpAddress> _local = [];

    // Two generations: when the newer is full it becomes the older, and what nobody asked for goes with the oldest.
    private Dictionary<KernelFlowKey, ulong> _cookies = [], _olderCookies = [];

    /// <param name="programs">Whose maps are asked.</param>
    /// <param name="network">Cookie of the network namespace that the interfaces are in.</param>
    public FlowOwners(LoadedPrograms programs, ulong network)
    {
        _sockets = programs.Map("sockets");
        _ports = programs.Map("ports");
        _network = network;
    }

    /// <summary>Looks again at the addresses of the calling thread's network namespace.</summary>
    public void Refresh()
    {
        _local.Clear();
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation address in each.GetIPProperties().UnicastAddresses) _local.Add(IpAddress.From(address.Address));
        }
    }

    /// <summary>Remembers the socket of a flow for those of its other direction.</summary>
    public void Remember(in KernelFlowKey key, ulong cookie)
    {
        if (cookie == 0 || key.Outgoing == 0) return;
        if (_cookies.Count == MaxRemembered / 2) (_cookies, _olderCookies) = ([], _cookies);
        _cookies[key.Reversed] = cookie;
    }

    /// <summary>The owner of a flow.</summary>
    public bool TryFind(in KernelFlowKey key, ulong cookie, out SocketOwner owner)
    {
        bool isHere = _local.Contains(key.Outgoing != 0 ? key.Source : key.Destination);
        if (isHere && key.Outgoing == 0 && !_cookies.TryGetValue(key, out cookie)) _olderCookies.TryGetValue(key, out cookie);
        if (cookie != 0 && TryFindSocket(cookie, out owner)) return true;
        owner = default;
        return isHere && TryFindPort(in key, out owner);
    }

    private bool TryFindSocket(ulong cookie, out SocketOwner owner)
    {
        fixed (SocketOwner* found = &owner) return LibBpf.Lookup(_sockets, &cookie, found) == 0;
    }

    private bool TryFindPort(in KernelFlowKey key, out SocketOwner owner)
    {
        var port = new OwnedPort
        {
            Network = _network,
            Port = key.Outgoing != 0 ? key.SourcePort : key.DestinationPort,
            Protocol = key.Protocol,
        };
        owner = default;
        if (port.Port == 0) return false;
        fixed (SocketOwner* found = &owner) return LibBpf.Lookup(_ports, &port, found) == 0;
    }
}
