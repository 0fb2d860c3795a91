using Weir.App.Api.Hosting;

namespace Weir.App.Configuration.Options;

/// <summary>A whole configuration that was checked. A component exists only when its section does.</summary>
internal sealed record WeirOptions
{
    /// <summary>The user to run as; <see langword="null"/>: who started it.</summary>
    public string? User { get; init; }

    public FlowExportOptions? FlowExport { get; init; }

    public FlowCollectOptions? FlowCollect { get; init; }

    /// <summary>Where the web console is to be.</summary>
    public ConsoleOptions? Console { get; init; }

    /// <summary>How metrics are told.</summary>
    public MetricsSection? Metrics { get; init; }

    public required string ControlSocket { get; init; }

    /// <summary>All of it as it takes effect, for people to look at; without secrets.</summary>
    public string Effective { get; init; } = "";

    public static WeirOptions Read(SectionReader root) => new()
    {
        User = root.OptionalText("user"),
        FlowExport = root.Section("flow-export", FlowExportOptions.Read),
        FlowCollect = root.Section("flow-collect", FlowCollectOptions.Read),
        Console = root.Section("console", ConsoleSection.Read),
        Metrics = root.Section("metrics", MetricsSection.Read),
        ControlSocket = root.Section("control", static control => control.Text("socket")) ?? Operating.ControlSocketPath.Default,
    };
}
