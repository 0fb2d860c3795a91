using System.Text;
using System.Text.Json;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>
/// Reads a pod as the API tells it (Kubernetes API reference, Pod v1): <c>metadata</c>, <c>spec.hostNetwork</c> and of <c>status</c> the phase, the addresses
/// and the containers. What else there is, is passed over.
/// </summary>
internal ref struct PodJson
{
    /// <summary>Addresses and containers taken of a pod at most: it has one address of each family, and few containers.</summary>
    private const int MostOfEach = 64;

    /// <summary>Characters taken of a name at most: Kubernetes allows 253 (RFC 1123), a batch holds 254 octets.</summary>
    private const int LongestText = 253;

    private Guid _uid;
    private string? _name, _namespace;
    private string? _ownerKind, _ownerName, _templateHash;
    private bool _isControlled, _usesHostNetwork, _isOver;
    private List<IpAddress>? _addresses;
    private List<ContainerKey>? _containers;

    /// <summary>The version of the object (metadata.resourceVersion).</summary>
    public string? ResourceVersion { get; private set; }

    /// <summary>Reads an object of which the reader is at the brace; leaves it at the closing one.</summary>
    /// <exception cref="JsonException">It is not JSON, or not of the kind that the API tells.</exception>
    public static PodJson Read(ref Utf8JsonReader reader)
    {
        var pod = new PodJson();
        ApiJson.Expect(ref reader, JsonTokenType.StartObject);
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8)) pod.ReadMetadata(ref reader);
            else if (reader.ValueTextEquals("spec"u8)) pod.ReadSpec(ref reader);
            else if (reader.ValueTextEquals("status"u8)) pod.ReadStatus(ref reader);
            else ApiJson.Pass(ref reader);
        }

        return pod;
    }

    /// <summary>The pod; <see langword="null"/> where the object has no name, no namespace or no UID.</summary>
    public readonly Pod? ToPod() => _name is null || _namespace is null || _uid == Guid.Empty ? null : new Pod
    {
        Uid = _uid,
        Name = Octets(_name),
        Namespace = Octets(_namespace),
        Owner = Owner(),
        // The node's address is that of all such pods and of the node itself.
        Addresses = _usesHostNetwork ? [] : _addresses ?? [],
        Containers = _containers ?? [],
        IsOver = _isOver,
    };

    private readonly byte[]? Owner()
    {
        if (_ownerKind is null || _ownerName is null) return null;
        // A Deployment names its ReplicaSets by itself and a hash of their template, which each of their pods has as a label.
        return _ownerKind == "ReplicaSet" && _templateHash is { Length: > 0 } hash && _ownerName.Length > hash.Length + 1 && _ownerName.EndsWith("-" + hash, StringComparison.Ordinal)
            ? Octets($"Deployment/{_ownerName[..^(hash.Length + 1)]}")
            : Octets($"{_ownerKind}/{_ownerName}");
    }

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text.Length > LongestText ? text[..LongestText] : text);

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartObject)) return;
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) _name = ApiJson.Text(ref reader);
            else if (reader.ValueTextEquals("namespace"u8)) _namespace = ApiJson.Text(ref reader);
            else if (reader.ValueTextEquals("uid"u8)) _ = Guid.TryParse(ApiJson.Text(ref reader), out _uid);
            else if (reader.ValueTextEquals("resourceVersion"u8)) ResourceVersion = ApiJson.Text(ref reader);
            else if (reader.ValueTextEquals("labels"u8)) ReadLabels(ref reader);
            else if (reader.ValueTextEquals("ownerReferences"u8)) ReadOwners(ref reader);
            else ApiJson.Pass(ref reader);
        }
    }

    private void ReadLabels(ref Utf8JsonReader reader)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartObject)) return;
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("pod-template-hash"u8)) _templateHash = ApiJson.Text(ref reader);
            else ApiJson.Pass(ref reader);
        }
    }

    // The one that controls the pod, or else the first.
    private void ReadOwners(ref Utf8JsonReader reader)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartArray)) return;
        while (ApiJson.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an owner that is no object");
            (string? kind, string? name, bool controls) = (null, null, false);
            while (ApiJson.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("kind"u8)) kind = ApiJson.Text(ref reader);
                else if (reader.ValueTextEquals("name"u8)) name = ApiJson.Text(ref reader);
                else if (reader.ValueTextEquals("controller"u8)) controls = ApiJson.Flag(ref reader);
                else ApiJson.Pass(ref reader);
            }

            if (_ownerKind is null || (controls && !_isControlled)) (_ownerKind, _ownerName, _isControlled) = (kind, name, controls);
        }
    }

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartObject)) return;
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("hostNetwork"u8)) _usesHostNetwork = ApiJson.Flag(ref reader);
            else ApiJson.Pass(ref reader);
        }
    }

    private void ReadStatus(ref Utf8JsonReader reader)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartObject)) return;
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("phase"u8)) _isOver = ApiJson.Text(ref reader) is "Succeeded" or "Failed";
            else if (reader.ValueTextEquals("podIP"u8)) AddAddress(ApiJson.Text(ref reader));
            else if (reader.ValueTextEquals("podIPs"u8)) ReadEach(ref reader, "ip"u8, isAddress: true);
            else if (reader.ValueTextEquals("containerStatuses"u8) || reader.ValueTextEquals("initContainerStatuses"u8) || reader.ValueTextEquals("ephemeralContainerStatuses"u8))
                ReadEach(ref reader, "containerID"u8, isAddress: false);
            else ApiJson.Pass(ref reader);
        }
    }

    // One text of each object of an array.
    private void ReadEach(ref Utf8JsonReader reader, ReadOnlySpan<byte> property, bool isAddress)
    {
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartArray)) return;
        while (ApiJson.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an item that is no object");
            while (ApiJson.NextProperty(ref reader))
            {
                if (!reader.ValueTextEquals(property)) ApiJson.Pass(ref reader);
                else if (isAddress) AddAddress(ApiJson.Text(ref reader));
                else AddContainer(ApiJson.Text(ref reader));
            }
        }
    }

    private void AddAddress(string? text)
    {
        _addresses ??= [];
        if (_addresses.Count < MostOfEach && IpAddress.TryParse(text, out IpAddress address) && !address.IsNone && !_addresses.Contains(address)) _addresses.Add(address);
    }

    // The runtime's name, a colon, two slashes, the identifier: containerd://abcd….
    private void AddContainer(string? text)
    {
        _containers ??= [];
        int scheme = text?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (scheme >= 0 && _containers.Count < MostOfEach && ContainerKey.TryParse(Encoding.UTF8.GetBytes(text![(scheme + 3)..]), out ContainerKey key) && !_containers.Contains(key)) _containers.Add(key);
    }
}
