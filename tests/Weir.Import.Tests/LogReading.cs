using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Import.Reading;
using Weir.Import.Records;
using Weir.Testing;

namespace Weir.Import.Tests;

/// <summary>A log that was read, and the records of it, both directions each one.</summary>
internal sealed class LogReading : IFlowSink
{

    public LogImport Import { get; }

    /// <summary>The records, each with its values by the names of columns; what has no value is not there.</summary>
    public List<Dictionary<string, string>> Records { get; } = [];

    private LogReading(LogKind kind, LogImportOptions? options) => Import = new(kind, options ?? new() { Zone = TimeZoneInfo.Utc });

    public static LogReading Of(string kind, byte[] octets, LogImportOptions? options = null)
    {
        var reading = new LogReading(LogKind.All.Single(each => each.Name == kind), options);
        using LogFile file = LogFile.Open(new MemoryStream(octets), "log", octets.Length);
        reading.Import.Run(file, new UniflowSink(reading), TestContext.Current.CancellationToken);
        return reading;
    }

    public static LogReading Of(string kind, string text, LogImportOptions? options = null) => Of(kind, Encoding.UTF8.GetBytes(text), options);

    public static LogReading OfFixture(string kind, string name, LogImportOptions? options = null) => Of(kind, Fixture(name), options);

    public static byte[] Fixture(string name) => File.ReadAllBytes(RepositoryRoot.Path("tests/data/flow-logs/" + name));

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Dictionary<string, string> record = new(StringComparer.Ordinal);
            foreach (FlowColumn column in FlowColumns.All)
            {
                if (batch.Has(column) && batch.IsValid(column, row)) record[column.Name] = Shown(batch, column, row);
            }

            Records.Add(record);
        }
    }

    private static string Shown(FlowBatch batch, FlowColumn column, int row) => column switch
    {
        FlowColumn<Wire.Primitives.IpAddress> address => batch.Column(address)[row].ToString(),
        FlowColumn<Wire.Primitives.MacAddress> mac => batch.Column(mac)[row].ToString(),
        FlowColumn<BatchText> text => Encoding.UTF8.GetString(batch.Text(text, row)),
        FlowColumn<byte> number => $"{batch.Column(number)[row]}",
        FlowColumn<ushort> number => $"{batch.Column(number)[row]}",
        FlowColumn<uint> number => $"{batch.Column(number)[row]}",
        FlowColumn<ulong> number => $"{batch.Column(number)[row]}",
        FlowColumn<long> time => $"{batch.Column(time)[row]}",
        _ => throw new NotSupportedException(column.Name),
    };
}
