using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Api.Hosting;
using Weir.App.Api.Live;
using Weir.App.Operating;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Storage.Parquet;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Api;

/// <summary>A console over an archive of random records of one hour, some of whose values are missing.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    /// <summary>2026-11-20T08:00:00Z, in nanoseconds since 1970.</summary>
    internal const long Start = 1_795_161_600_000_000_000;

    /// <summary>The whole hour.</summary>
    internal const string Hour = "since=2026-11-20T08:00:00Z&until=2026-11-20T09:00:00Z";

    /// <summary>What an exporter might send to who looks at it.</summary>
    internal const string Hostile = "<img src=x onerror=alert(1)>\"'";

    private const int Rows = 2000;

    private readonly TemporaryDirectory _directory = new();
    private ConsoleServer? _server;

    internal string Archive => _directory["archive"];

    internal HttpClient Client { get; private set; } = null!;

    internal LiveFeed Live { get; } = new();

    public async ValueTask InitializeAsync()
    {
        MakeArchive(Archive);
        var listen = new IPEndPoint(IPAddress.Loopback, FreePort());
        var status = new OperatingStatus(null, [], null, null, DateTimeOffset.UnixEpoch) { Directory = new() };
        _server = await ConsoleServer.StartAsync(new(listen), new ConsoleSource(() => Archive, () => status, Live), TimeProvider.System, NullLogger.Instance);
        Client = new HttpClient { BaseAddress = new Uri($"http://{listen}/") };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>An answer of the API; its status is asserted.</summary>
    internal async Task<JsonElement> AskAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri("api/v1/" + path, UriKind.Relative), TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{path}: {(int)response.StatusCode} {body}");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>An archive of the records.</summary>
    internal static void MakeArchive(string directory)
    {
        using ParquetArchive archive = ParquetArchive.Open(directory);
        using var transaction = archive.Begin("sample");
        transaction.Write(Random());
        transaction.Commit();
    }

    private static FlowBatch Random()
    {
        var random = new Random(7);
        var batch = new FlowBatch();
        for (int row = 0; row < Rows; row++)
        {
            long end = Start + (long)(random.NextDouble() * 3_599) * 1_000_000_000;
            batch.Set(FlowColumns.TimeReceivedNs, row, end);
            batch.Set(FlowColumns.TimeFlowEndNs, row, end);
            batch.Set(FlowColumns.TimeFlowStartNs, row, end - 1_000_000_000);
            batch.Set(FlowColumns.SamplerAddress, row, IpAddress.FromV4(0xC6336401));
            batch.Set(FlowColumns.Bytes, row, (ulong)random.Next(40, 100_000));
            batch.Set(FlowColumns.Packets, row, (ulong)random.Next(1, 100));
            batch.Set(FlowColumns.SrcMac, row, new MacAddress(0x0002_4A00_0000 + (ulong)row));
            batch.SetText(FlowColumns.ProcessName, row, "secretd"u8);
            batch.Set(FlowColumns.Proto, row, random.Next(3) == 0 ? (byte)17 : (byte)6);
            if (random.Next(5) > 0) batch.Set(FlowColumns.SrcAddr, row, random.Next(4) == 0 ? new IpAddress(0x20010db800000000, (ulong)random.Next(9)) : IpAddress.FromV4(0x0A000000u + (uint)random.Next(600)));
            if (random.Next(5) > 0) batch.Set(FlowColumns.DstPort, row, (ushort)(random.Next(12) * 100));
            if (random.Next(5) > 0) batch.SetText(FlowColumns.ApplicationName, row, System.Text.Encoding.UTF8.GetBytes(random.Next(4) switch { 0 => Hostile, 1 => "dns", 2 => "", _ => "https" }));
        }

        batch.Count = Rows;
        return batch;
    }
}
