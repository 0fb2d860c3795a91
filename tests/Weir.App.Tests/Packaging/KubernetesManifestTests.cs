using System.Text.Json;
using Weir.App.Configuration.Options;
using Weir.App.Tests.Configuration;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Packaging;

/// <summary>The manifests as another program reads them (PyYAML): what they say is what the program does.</summary>
public sealed class KubernetesManifestTests
{
    private const string AsJson = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin))))";

    private readonly JsonElement[] _objects = Load();

    [Fact]
    public void There_is_all_that_a_daemon_set_needs()
    {
        Assert.Equal(
            ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "DaemonSet"], _objects.Select(static each => each.GetProperty("kind").GetString()));
        Assert.All(_objects, static each => Assert.Equal("weir", each.GetProperty("metadata").GetProperty("name").GetString()));
    }

    [Fact]
    public void The_role_allows_what_is_asked_and_nothing_else()
    {
        JsonElement rule = Assert.Single(Of("ClusterRole").GetProperty("rules").EnumerateArray());
        Assert.Equal([""], Texts(rule.GetProperty("apiGroups")));
        Assert.Equal(["pods"], Texts(rule.GetProperty("resources")));
        Assert.Equal(["list", "watch"], Texts(rule.GetProperty("verbs")));
    }

    [Fact]
    public void The_configuration_is_right_and_a_variable_says_the_node()
    {
        JsonElement variable = Assert.Single(Container.GetProperty("env").EnumerateArray());
        Assert.Equal("spec.nodeName", variable.GetProperty("valueFrom").GetProperty("fieldRef").GetProperty("fieldPath").GetString());
        string text = Of("ConfigMap").GetProperty("data").GetProperty("weir.conf").GetString()!;
        WeirOptions options = Read.Options(text, "weir.conf", (variable.GetProperty("name").GetString()!, "node1"));
        Assert.Equal("node1", options.FlowExport!.Enrichment!.Kubernetes!.Node);
        Assert.Equal(["run", "-c", "/etc/weir/weir.conf"], Texts(Container.GetProperty("args")));
        foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            JsonElement get = Container.GetProperty(probe).GetProperty("httpGet");
            Assert.Equal(options.Metrics!.Listen!.ToString(), $"{get.GetProperty("host").GetString()}:{get.GetProperty("port").GetInt32()}");
        }
    }

    [Fact]
    public void It_has_the_nodes_network_and_four_capabilities_and_is_not_privileged()
    {
        JsonElement pod = Of("DaemonSet").GetProperty("spec").GetProperty("template").GetProperty("spec");
        Assert.True(pod.GetProperty("hostNetwork").GetBoolean());
        Assert.True(pod.GetProperty("hostPID").GetBoolean());
        JsonElement context = Container.GetProperty("securityContext");
        Assert.False(context.GetProperty("privileged").GetBoolean());
        Assert.True(context.GetProperty("readOnlyRootFilesystem").GetBoolean());
        Assert.Equal(["ALL"], Texts(context.GetProperty("capabilities").GetProperty("drop")));
        Assert.Equal(["NET_RAW", "NET_ADMIN", "BPF", "PERFMON"], Texts(context.GetProperty("capabilities").GetProperty("add")));
    }

    [Fact]
    public void Every_mount_has_its_volume()
    {
        JsonElement pod = Of("DaemonSet").GetProperty("spec").GetProperty("template").GetProperty("spec");
        Assert.Equal(
            pod.GetProperty("volumes").EnumerateArray().Select(static volume => volume.GetProperty("name").GetString()),
            Container.GetProperty("volumeMounts").EnumerateArray().Select(static mount => mount.GetProperty("name").GetString()));
    }

    private JsonElement Container => Assert.Single(Of("DaemonSet").GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers").EnumerateArray());

    private JsonElement Of(string kind) => _objects.Single(each => each.GetProperty("kind").GetString() == kind);

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(static each => each.GetString()!)];

    private static JsonElement[] Load()
    {
        Tool.Require("/usr/bin/python3");
        ToolResult read = Tool.Run("/usr/bin/python3", ["-c", AsJson], input: File.ReadAllText(RepositoryRoot.Path("packaging/kubernetes/weir.yaml")));
        Assert.SkipWhen(read.Error.Contains("No module named 'yaml'", StringComparison.Ordinal), "PyYAML is not installed (package python3-yaml)");
        Assert.Equal((0, ""), (read.ExitCode, read.Error));
        return [.. JsonDocument.Parse(read.Output).RootElement.EnumerateArray()];
    }
}
