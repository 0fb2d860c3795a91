using System.Xml.Linq;
using Weir.App.Commands;
using Weir.Collector.Decoding;
using Weir.Collector.Enriching.Networks;
using Weir.Flows.Pipeline;
using Weir.Storage;
using Weir.Testing;

namespace Weir.App.Tests;

/// <summary>Who may lean on whom, read from the project files.</summary>
public sealed class HouseTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Weir.Wire"] = [],
        ["Weir.Flows"] = ["Weir.Wire"],
        ["Weir.Capture"] = ["Weir.Flows", "Weir.Wire"],
        ["Weir.Exporter"] = ["Weir.Flows", "Weir.Wire"],
        ["Weir.Collector"] = ["Weir.Flows", "Weir.Wire"],
        ["Weir.Query"] = ["Weir.Flows", "Weir.Wire"],
        ["Weir.Import"] = ["Weir.Query", "Weir.Flows", "Weir.Wire"],
        ["Weir.Storage"] = ["Weir.Query", "Weir.Flows", "Weir.Wire"],
        ["Weir.App"] = ["Weir.Wire", "Weir.Flows", "Weir.Capture", "Weir.Exporter", "Weir.Collector", "Weir.Query", "Weir.Import", "Weir.Storage"],
    };

    [Fact]
    public void Rooms_lean_only_on_whom_they_may()
    {
        foreach (string project in Directory.GetFiles(RepositoryRoot.Path("src"), "*.csproj", SearchOption.AllDirectories))
        {
            string room = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.ContainsKey(room), $"{room} is a room the house does not know");
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.All(references, reference => Assert.Contains(reference, Allowed[room]));
        }
    }

    [Fact]
    public void The_wire_room_has_no_packages_and_only_storage_knows_a_database()
    {
        string root = RepositoryRoot.Path("src");
        Assert.Empty(XDocument.Load(Path.Combine(root, "Weir.Wire", "Weir.Wire.csproj")).Descendants("PackageReference"));
        IEnumerable<string> others = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("Weir.Storage", StringComparison.Ordinal) && File.ReadAllText(file).Contains("duckdb_", StringComparison.Ordinal));
        Assert.Empty(others);
    }

    [Fact]
    public void A_sink_that_passes_counters_on_passes_on_what_came_of_exporters_too()
    {
        Type[] sinks = [.. ((Type[])[typeof(FlowsCommand), typeof(DatagramDecoder), typeof(ArchiveReader)]).SelectMany(static room => room.Assembly.GetTypes())
            .Where(static type => type.IsClass && type.IsAssignableTo(typeof(IFlowSink)) && type.IsAssignableTo(typeof(ICounterSink)))];
        Assert.Contains(typeof(NetworkSink), sinks);
        Assert.All(sinks, static sink => Assert.True(sink.IsAssignableTo(typeof(IExporterSink)), $"{sink} keeps rows of exporters back"));
    }
}
