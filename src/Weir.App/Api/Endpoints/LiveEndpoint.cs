using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Live;
using Weir.App.Api.Questions;
using Weir.App.Operating;
using Weir.App.Operating.Attention;
using Weir.Collector.Sessions.Directory;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/live</c>: rates and the last records, each second, as server-sent events (WHATWG HTML section 9.2).</summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/live",
        Role.Viewer,
        "Each second an event 'tick': rates of the collector and the records that came since the last; ends when the page goes",
        [],
        call => AnswerAsync(services, call))
    { ContentType = "text/event-stream" };

    private static async Task AnswerAsync(EndpointServices services, ApiCall call)
    {
        LiveFeed feed = services.Source.Live ?? throw new Commands.UsageException("nothing is collected here: there is nothing live");
        if (!feed.TryWatch(services.Options.MaxWatchers)) throw new TooManyException($"{services.Options.MaxWatchers} pages look on already");
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, services.Stop);
            await SendAsync(services, call, feed, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The page went, or the program ends.
        }
        finally
        {
            feed.Leave();
        }
    }

    private static async Task SendAsync(EndpointServices services, ApiCall call, LiveFeed feed, CancellationToken cancellation)
    {
        HttpResponse response = call.Context.Response;
        response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(Interval, services.Clock);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        await using var json = new Utf8JsonWriter(buffer);
        List<LiveRecord> records = [];
        long place = 0;
        do
        {
            // Who may no longer look on is not shown more.
            if (!services.Access.IsStill(call)) return;
            feed.Since(ref place, records);
            if (call.Caller.IsSanitised) records = records.ConvertAll(static record => record.Coarse());
            buffer.ResetWrittenCount();
            buffer.Write("event: tick\ndata: "u8);
            json.Reset();
            Write(json, services.Source.Status?.Invoke(), records, services.Clock.GetUtcNow());
            await json.FlushAsync(cancellation);
            buffer.Write("\n\n"u8);
            records.Clear();
            await response.Body.WriteAsync(buffer.WrittenMemory, cancellation);
            await response.Body.FlushAsync(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private static void Write(Utf8JsonWriter json, OperatingStatus? status, List<LiveRecord> records, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteNumber("now", now.ToUnixTimeMilliseconds());
        if (status?.Collecting is { } collecting)
        {
            json.WriteNumber("datagrams", collecting.Datagrams);
            json.WriteNumber("records", collecting.ArchivedRecords);
            json.WriteNumber("drops", collecting.KernelDrops + collecting.JournalDrops);
            json.WriteNumber("pending-segments", collecting.PendingSegments);
        }

        if (status?.Directory is { } directory)
        {
            long nowNs = (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            IReadOnlyList<ExporterLine> exporters = directory.Exporters(nowNs);
            json.WriteNumber("exporters", exporters.Where(line => ExporterHealth.IsExpected(line, nowNs)).Select(static line => line.Key.ExporterAddress).Distinct().Count());
            json.WriteNumber("exporters-up", exporters.Where(line => !line.IsEnded && !ExporterHealth.IsSilent(line, nowNs)).Select(static line => line.Key.ExporterAddress).Distinct().Count());
            json.WriteNumber("records-per-second", Math.Round(exporters.Sum(static line => (double)line.LastMinute.Records) / TrafficWindow.Seconds, 1));
            json.WriteNumber("datagrams-per-second", Math.Round(exporters.Sum(static line => (double)line.LastMinute.Datagrams) / TrafficWindow.Seconds, 1));
            json.WriteNumber("lost", exporters.Sum(static line => line.Lost));
        }

        json.WriteStartArray("flows");
        foreach (LiveRecord record in records) Write(json, record);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in LiveRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("time", record.EndNs);
        json.WriteString("exporter", record.Exporter.ToString());
        json.WriteString("src", record.Source.ToString());
        json.WriteString("dst", record.Destination.ToString());
        json.WriteNumber("src_port", record.SourcePort);
        json.WriteNumber("dst_port", record.DestinationPort);
        json.WriteNumber("proto", record.Protocol);
        json.WriteNumber("bytes", record.Bytes);
        json.WriteNumber("packets", record.Packets);
        json.WriteEndObject();
    }
}
