using System.Globalization;
using System.Text.Json.Nodes;

namespace Weir.Testing.Kubernetes;

/// <summary>Objects as the Kubernetes API tells them (API reference v1.31: Pod v1, PodList v1, WatchEvent and Status of meta/v1), with fields beside those that are asked for.</summary>
public static class ApiObjects
{
    /// <summary>A pod of a Deployment unless told otherwise.</summary>
    public static JsonObject Pod(string name, int number, string? address = "10.1.0.1", string version = "1") => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["generateName"] = "web-7d9f8b6c5-",
            ["namespace"] = "shop",
            ["uid"] = Uid(number),
            ["resourceVersion"] = version,
            ["creationTimestamp"] = "2026-01-02T03:04:05Z",
            ["labels"] = new JsonObject { ["app"] = "web", ["pod-template-hash"] = "7d9f8b6c5" },
            ["ownerReferences"] = new JsonArray(Owner("ReplicaSet", "web-7d9f8b6c5", true)),
            ["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kubelet", ["fieldsV1"] = new JsonObject { ["f:status"] = new JsonObject { ["f:podIP"] = new JsonObject() } } }),
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "web", ["image"] = "example/web:1" }),
            ["nodeName"] = "node1",
        },
        ["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["hostIP"] = "192.0.2.1",
            ["podIP"] = address,
            ["podIPs"] = address is null ? null : new JsonArray(new JsonObject { ["ip"] = address }, new JsonObject { ["ip"] = $"2001:db8::{number:x}" }),
            ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = "web", ["ready"] = true, ["containerID"] = "containerd://" + Container(number) }),
            ["qosClass"] = "BestEffort",
        },
    };

    /// <summary>An owner of a pod.</summary>
    public static JsonObject Owner(string kind, string name, bool controls) =>
        new() { ["apiVersion"] = "apps/v1", ["kind"] = kind, ["name"] = name, ["uid"] = Uid(9000), ["controller"] = controls, ["blockOwnerDeletion"] = true };

    /// <summary>The UID of a pod by its number.</summary>
    public static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"c0ffee00-0000-4000-8000-{number:x12}");

    /// <summary>The container of a pod by its number.</summary>
    public static string Container(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>A page of a list.</summary>
    public static string List(string version, string? next, params JsonObject[] pods) => new JsonObject
    {
        ["kind"] = "PodList",
        ["apiVersion"] = "v1",
        ["metadata"] = next is null ? new JsonObject { ["resourceVersion"] = version } : new JsonObject { ["resourceVersion"] = version, ["continue"] = next, ["remainingItemCount"] = 1 },
        ["items"] = new JsonArray([.. pods]),
    }.ToJsonString();

    /// <summary>A line of a watch.</summary>
    public static string Event(string type, JsonObject about)
    {
        JsonObject whole = about.DeepClone().AsObject();
        if (type != "ERROR")
        {
            whole["kind"] = "Pod";
            whole["apiVersion"] = "v1";
        }

        return new JsonObject { ["type"] = type, ["object"] = whole }.ToJsonString();
    }

    /// <summary>A line that tells only the version.</summary>
    public static string Bookmark(string version) => Event("BOOKMARK", new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["creationTimestamp"] = null }, ["spec"] = new JsonObject { ["containers"] = null } });

    /// <summary>What the API says of a failure.</summary>
    public static JsonObject Status(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };
}
