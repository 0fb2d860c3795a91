using System.Net;
using System.Threading.Channels;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>Takes what is sent by OTLP over HTTP, and decodes it: the numbers of each data point by name and attributes.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<(string Path, Dictionary<string, double> Points, string Service)> _requests = Channel.CreateUnbounded<(string, Dictionary<string, double>, string)>();

    public OtlpReceiver(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Address { get; }

    /// <summary>Waits for the next request.</summary>
    public async Task<(string Path, Dictionary<string, double> Points, string Service)> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _requests.Reader.ReadAsync(limit.Token);
    }

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var octets = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(octets);
                await _requests.Writer.WriteAsync((context.Request.Url!.AbsolutePath, Points(octets.ToArray(), out string service), service));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    // ExportMetricsServiceRequest { 1 resource_metrics { 1 resource { 1 attributes }, 2 scope_metrics { 2 metrics { 1 name, 5 gauge, 7 sum { 1 data_points } } } } }
    private static Dictionary<string, double> Points(byte[] request, out string service)
    {
        Dictionary<string, double> points = [];
        service = "";
        foreach (ProtobufField resource in ProtobufField.In(request).Where(static field => field.Number == 1))
        {
            foreach (string attribute in resource.Fields(1).SelectMany(static of => of.Fields(1)).Select(Attribute))
            {
                if (attribute.StartsWith("service.name=", StringComparison.Ordinal)) service = attribute["service.name=".Length..];
            }

            foreach (ProtobufField metric in resource.Fields(2).SelectMany(static scope => scope.Fields(2)))
            {
                string name = metric.Fields(1).Single().Text;
                foreach (ProtobufField point in metric.Fields(5).Concat(metric.Fields(7)).SelectMany(static data => data.Fields(1)))
                {
                    // NumberDataPoint { 4 as_double, 7 attributes }
                    string attributes = string.Join(",", point.Fields(7).Select(Attribute).Order(StringComparer.Ordinal));
                    points[$"{name}{{{attributes}}}"] = BitConverter.UInt64BitsToDouble(point.Fields(4).Single().Value);
                }
            }
        }

        return points;
    }

    // KeyValue { 1 key, 2 value { 1 string_value } }
    private static string Attribute(ProtobufField pair) => $"{pair.Fields(1).Single().Text}={pair.Fields(2).Single().Fields(1).FirstOrDefault().Text}";
}
