using Weir.Collector.Sessions;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Sessions;

public sealed class SessionTableTests
{
    private const long Minute = 60_000_000_000;
    private static readonly SessionOptions Options = new() { MaxSessions = 2, IdleAfter = TimeSpan.FromMinutes(10) };

    private readonly SessionTable _table = new(Options);

    [Fact]
    public void Address_version_and_domain_make_a_session_and_the_port_does_not()
    {
        Assert.True(TryGet(0, 1, 10, 0, 1000, out ExporterSession? first));
        Assert.True(TryGet(0, 1, 10, 0, 2000, out ExporterSession? same));
        Assert.True(TryGet(0, 1, 9, 0, 1000, out ExporterSession? other));
        Assert.Same(first, same);
        Assert.NotSame(first, other);
        Assert.Equal(2000, first!.ExporterPort);
    }

    [Fact]
    public void A_full_table_refuses_new_sessions_while_none_is_idle()
    {
        TryGet(0, 1, 10, 0, 1, out _);
        TryGet(0, 2, 10, 0, 1, out _);
        Assert.False(TryGet(5 * Minute, 3, 10, 0, 1, out _));
        Assert.True(TryGet(5 * Minute, 2, 10, 0, 1, out _));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void An_idle_session_gives_way()
    {
        TryGet(0, 1, 10, 0, 1, out _);
        TryGet(0, 2, 10, 0, 1, out _);
        TryGet(9 * Minute, 1, 10, 0, 1, out _);
        Assert.True(TryGet(11 * Minute, 3, 10, 0, 1, out _));
        Assert.Equal([1u, 3u], _table.All.Select(session => session.Key.ExporterAddress.V4Bits).Order());
        Assert.False(TryGet(11 * Minute, 2, 10, 0, 1, out _));
    }

    private bool TryGet(long nowNs, uint address, ushort version, uint domain, ushort port, out ExporterSession? session) =>
        _table.TryGet(new(nowNs, IpAddress.FromV4(address), port, []), version, domain, out session);
}
