using System.Runtime.InteropServices;
using System.Text;
using Weir.Capture.Netlink;
using static Weir.Capture.PSample.TrafficControl.TrafficControlHeader;

namespace Weir.Capture.PSample.TrafficControl;

/// <summary>Asks the kernel's traffic control, in the network namespace it was opened in, for what sampling needs of it.</summary>
internal sealed class TrafficControlSocket : IDisposable
{
    /// <summary>The kind of queueing discipline that has filters both ways and queues nothing; and the older one that has them one way.</summary>
    public const string ClsAct = "clsact", IngressOnly = "ingress";

    private const int RouteProtocol = 0;
    private const int Attempts = 3;

    private readonly NetlinkSocket _socket;

    private TrafficControlSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens the way to the kernel. Asking needs no privilege, changing needs CAP_NET_ADMIN.</summary>
    /// <exception cref="IOException">The kernel does not speak rtnetlink.</exception>
    public static TrafficControlSocket Open() => new(NetlinkSocket.Open(RouteProtocol));

    /// <summary>What hangs where filters belong: <see cref="ClsAct"/>, <see cref="IngressOnly"/>, or <see langword="null"/> for nothing.</summary>
    public string? QdiscOf(int interfaceIndex)
    {
        string? kind = null;
        Dump(GetQdisc, new TrafficControlHeader(0, interfaceIndex, 0, 0, 0), () => kind = null, body =>
        {
            if (!MemoryMarshal.TryRead(body, out TrafficControlHeader header) || header.InterfaceIndex != interfaceIndex || header.Parent != Root) return;
            for (NetlinkAttributes attributes = new(body[Size..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
            {
                if (type == KindAttribute) kind = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
            }
        });
        return kind;
    }

    /// <summary>Hangs a <see cref="ClsAct"/> on an interface that has none.</summary>
    /// <exception cref="NetlinkException">It is not permitted, or there is one by now.</exception>
    public void AddQdisc(int interfaceIndex) => RequestQdisc(NewQdisc, NetlinkHeader.Create | NetlinkHeader.Exclusive, interfaceIndex);

    /// <summary>Takes it away, with all filters that hang on it.</summary>
    public void RemoveQdisc(int interfaceIndex) => RequestQdisc(DeleteQdisc, 0, interfaceIndex);

    /// <summary>The filters of one way, the first to see a packet first.</summary>
    public IReadOnlyList<SampleFilter> Filters(int interfaceIndex, uint parent)
    {
        var found = new List<SampleFilter>();
        Dump(GetFilter, new TrafficControlHeader(0, interfaceIndex, 0, parent, 0), found.Clear, body =>
        {
            // Each chain is told without a filter's handle before its filters are.
            if (SampleFilter.Read(body) is { Header.Handle: not 0 } filter && filter.Header.InterfaceIndex == interfaceIndex) found.Add(filter);
        });
        return found;
    }

    /// <summary>Adds a filter that samples.</summary>
    /// <exception cref="NetlinkException">It is not permitted, or the kernel cannot sample.</exception>
    public void Add(TrafficControlHeader where, SamplingRequest sampling, SamplerMark mark)
    {
        Span<byte> request = stackalloc byte[SampleFilter.MaxRequestSize];
        int length = SampleFilter.Write(request, where, sampling, mark);
        _socket.Request(NewFilter, NetlinkHeader.Create | NetlinkHeader.Exclusive, request[..length]);
    }

    /// <summary>Removes one filter.</summary>
    public void Remove(in SampleFilter filter)
    {
        Span<byte> request = stackalloc byte[SampleFilter.MaxRequestSize];
        var writer = new NetlinkAttributeWriter(request);
        writer.WriteRaw(filter.Header with { Family = 0 });
        writer.Write(KindAttribute, filter.Kind);
        _socket.Request(DeleteFilter, 0, request[..writer.Length]);
    }

    public void Dispose() => _socket.Dispose();

    private void RequestQdisc(ushort type, int flags, int interfaceIndex)
    {
        Span<byte> request = stackalloc byte[64];
        var writer = new NetlinkAttributeWriter(request);
        writer.WriteRaw(new TrafficControlHeader(0, interfaceIndex, QdiscHandle, Root, 0));
        writer.Write(KindAttribute, ClsAct);
        _socket.Request(type, (ushort)flags, request[..writer.Length]);
    }

    // What changes while it is told is told again, from the beginning.
    private void Dump(ushort type, TrafficControlHeader header, Action begin, BodyReader read)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            begin();
            if (_socket.Dump(type, MemoryMarshal.AsBytes(new ReadOnlySpan<TrafficControlHeader>(in header)), (_, body) => read(body))) return;
        }
    }

    private delegate void BodyReader(ReadOnlySpan<byte> body);
}
