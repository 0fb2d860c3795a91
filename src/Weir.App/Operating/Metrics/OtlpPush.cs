using System.Reflection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Weir.App.Operating.Metrics;

/// <summary>
/// Sends the instruments by OTLP over HTTP (opentelemetry.io, «OTLP Specification») at an interval, and once more at the end. What its
/// library reads from <c>OTEL_EXPORTER_OTLP_HEADERS</c> and the like holds too.
/// </summary>
internal sealed class OtlpPush : IDisposable
{
    private const string MetricsPath = "/v1/metrics";

    /// <summary>A receiver that does not answer is given up after this long, at the end too. 5 s: half of the library's own, for stopping must not take long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly MeterProvider _provider;

    /// <summary>Begins to send.</summary>
    /// <param name="receiver">Where; without a path, to the one of the specification.</param>
    /// <param name="interval">How often.</param>
    /// <param name="logger">Told when sending begins to fail.</param>
    public OtlpPush(Uri receiver, TimeSpan interval, ILogger logger)
    {
        var options = new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = receiver.AbsolutePath == "/" ? new Uri(receiver, MetricsPath) : receiver,
            TimeoutMilliseconds = (int)Patience.TotalMilliseconds,
        };
        string version = typeof(OtlpPush).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
#pragma warning disable CA2000 // The reader is disposed of by the provider, and the exporter by the reader.
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("weir", serviceVersion: version, serviceInstanceId: Environment.MachineName, autoGenerateServiceInstanceId: false))
            .AddMeter(StatusMeter.Name)
            .AddReader(new PeriodicExportingMetricReader(new Exporter(options, receiver, logger), (int)interval.TotalMilliseconds, (int)Patience.TotalMilliseconds))
            .Build();
#pragma warning restore CA2000
        logger.LogOtlp(receiver, interval.TotalSeconds);
    }

    /// <summary>Sends the last time, and ends.</summary>
    public void Dispose() => _provider.Dispose();

    /// <summary>Says when a receiver stops taking what it is sent, and when it takes it again.</summary>
    private sealed class Exporter(OtlpExporterOptions options, Uri receiver, ILogger logger) : OtlpMetricExporter(options)
    {
        private bool _fails;

        public override ExportResult Export(in Batch<Metric> metrics)
        {
            ExportResult result = base.Export(in metrics);
            if (result == ExportResult.Failure && !_fails) logger.LogOtlpFails(receiver);
            if (result == ExportResult.Success && _fails) logger.LogOtlpAgain(receiver);
            _fails = result == ExportResult.Failure;
            return result;
        }
    }
}
