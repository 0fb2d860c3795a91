using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.App.Tests.Configuration;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Operating;

/// <summary>Collectors of a configuration: that they do not wait for each other, and what their settings do.</summary>
public sealed class CollectorSetTests : IDisposable
{
    private const int Records = 1000, Rounds = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CollectorSet _set = new(NullLogger.Instance, new ReportSources(), CancellationToken.None);
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public CollectorSetTests() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _listener.Dispose();
        _set.Dispose();
    }

    [Fact]
    public void A_paced_collector_holds_up_no_other_and_is_sent_the_rest_at_the_end()
    {
        Serve("collector fast { address 127.0.0.1; port 9; protocol ipfix; } collector slow { address 127.0.0.1; port 9; protocol ipfix; pace 10; }");
        ExportedCollector[] both = [.. _set.Collectors];

        _set.Write(Batch());
        Await(() => both[0].Session.Metrics.Records == Records);
        Assert.InRange(both[1].Session.Metrics.Records, 0, Records - 1);
        _set.Dispose();

        Assert.All(both, static collector => Assert.Equal((Records, 0), (collector.Session.Metrics.Records, collector.Session.Metrics.QueueDropped)));
    }

    [Fact]
    public void Conversations_are_balanced_where_the_configuration_says_so()
    {
        Serve("balance flow-hash; collector a { address 127.0.0.1; port 9; protocol ipfix; } collector b { address 127.0.0.1; port 9; protocol ipfix; }");
        ExportedCollector[] both = [.. _set.Collectors];

        _set.Write(Batch());
        _set.Dispose();

        Assert.Equal(Records, both.Sum(static collector => collector.Session.Metrics.Records));
        Assert.All(both, static collector => Assert.InRange(collector.Session.Metrics.Records, Records / 3, 2 * Records / 3));
    }

    [Fact]
    public void Retry_says_how_soon_to_connect_again()
    {
        // By itself it would be a minute.
        Await(Serve("transport tcp; retry 0.05;"), static metrics => metrics.ConnectErrors >= 3);
    }

    [Fact]
    public void Connect_timeout_gives_up_a_handshake_that_is_not_answered()
    {
        // By itself it would take twenty seconds for each.
        _listener.Listen();
        Await(Serve("transport tls; retry 0.05; connect-timeout 0.1;"), static metrics => metrics.ConnectErrors >= 3);
    }

    [Fact]
    public void Confirm_after_sends_all_again_that_the_host_of_a_collector_acknowledged_a_short_time_ago()
    {
        _listener.Listen();
        TransportMetrics metrics = Serve("transport tcp; retry 0.05; confirm-after 600;");
        Assert.True(_listener.Poll(Patience, SelectMode.SelectRead));
        using Socket first = _listener.Accept();
        var reader = new Thread(() => ReadAll(first));
        reader.Start();
        for (int round = 1; round <= Rounds; round++)
        {
            long before = metrics.Delivered;
            _set.Write(Batch());
            Await(() => metrics.Delivered > before);
        }

        Await(() => _set.Collectors[0].Session.Metrics.Records == Rounds * Records);
        long sent = metrics.Delivered;
        first.Shutdown(SocketShutdown.Both);
        Assert.True(reader.Join(Patience));
        using Socket second = AcceptWhileWriting();
        reader = new Thread(() => ReadAll(second));
        reader.Start();
        Await(() => metrics.Repeated >= sent);

        _set.Dispose();
        Assert.True(reader.Join(Patience));
    }

    [Fact]
    public void A_spool_keeps_for_a_datagram_collector_what_its_host_refuses()
    {
        using var directory = new Weir.Testing.TemporaryDirectory();
        TransportMetrics metrics = Serve($"spool {{ directory {directory["spool"]}; max-size 16; }}");
        Await(metrics, metrics =>
        {
            _set.Write(Batch());
            return metrics.Spooled > 0;
        });
        Assert.NotEmpty(Directory.GetFiles(directory["spool"], "*", SearchOption.AllDirectories));
        _set.Dispose();
    }

    private Socket AcceptWhileWriting()
    {
        Await(() =>
        {
            _set.Write(Batch());
            return _listener.Poll(10_000, SelectMode.SelectRead);
        });
        return _listener.Accept();
    }

    // A collector with these settings, or several.
    private TransportMetrics Serve(string settings)
    {
        string section = settings.Contains("collector", StringComparison.Ordinal)
            ? settings
            : string.Create(CultureInfo.InvariantCulture, $"collector a {{ address 127.0.0.1; port {Port}; protocol ipfix; {settings} }}");
        FlowExportOptions options = Read.Options($"flow-export {{ {section} }}").FlowExport!;
        _set.Replace(options.Collectors, options.Distribution);
        return _set.Collectors[0].Session.TransportMetrics ?? new TransportMetrics();
    }

    private static FlowBatch Batch()
    {
        var batch = new FlowBatch { Count = Records };
        for (int row = 0; row < Records; row++)
        {
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(0x0A00_0000 + (uint)row));
            batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(0xC0A8_0000));
            batch.Set(FlowColumns.Packets, row, 1ul);
        }

        return batch;
    }

    private static void ReadAll(Socket connection)
    {
        byte[] buffer = new byte[65536];
        try
        {
            // It is acknowledged, which is all that it is read for.
            while (connection.Receive(buffer) > 0) continue;
        }
        catch (SocketException)
        {
            // The end, in disorder.
        }
    }

    private static void Await(TransportMetrics metrics, Func<TransportMetrics, bool> condition) => Await(() => condition(metrics));

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "it did not come in time");
}
