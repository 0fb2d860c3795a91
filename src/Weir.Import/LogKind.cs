using Weir.Import.Formats;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import;

/// <summary>A kind of logs, by the name that users say.</summary>
public sealed class LogKind
{
    private readonly Func<ReadOnlySpan<byte>, LogImportOptions, ILogFormat> _create;

    private LogKind(string name, string meaning, Func<ReadOnlySpan<byte>, LogImportOptions, ILogFormat> create) => (Name, Meaning, _create) = (name, meaning, create);

    /// <summary>All there are, a line each.</summary>
    public static IReadOnlyList<LogKind> All { get; } =
    [
        new("zeek", "conn.log of Zeek, as a table or as JSON", static (first, options) => first is [(byte)'{', ..] or [(byte)'[', ..] ? new ZeekJson(options.MaxDepth) : new ZeekTable()),
        new("aws-vpc", "flow logs of AWS VPCs, versions 2 to 5", static (_, options) => new AwsVpc(options.Fields)),
        new("azure", "flow logs of Azure's network security groups and virtual networks", static (_, options) => new Azure(options.MaxDepth)),
        new("gcp", "flow logs of Google Cloud's VPCs", static (_, options) => new Gcp(options.MaxDepth)),
        new("nfdump-csv", "what nfdump -o csv prints", static (_, _) => new NfdumpCsv()),
    ];

    /// <summary>The name: <c>aws-vpc</c>.</summary>
    public string Name { get; }

    /// <summary>What such logs are, in words.</summary>
    public string Meaning { get; }

    /// <summary>Makes what reads a log that begins so.</summary>
    /// <exception cref="LogFileException">The options do not fit.</exception>
    internal ILogFormat Create(ReadOnlySpan<byte> first, LogImportOptions options) => _create(first, options);
}
