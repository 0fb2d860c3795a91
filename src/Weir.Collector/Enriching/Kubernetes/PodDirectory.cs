using System.Buffers.Text;
using System.Collections.Concurrent;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>
/// The pods of a cluster, or of a node, by UID, container and address. One thread changes it; any number look pods up, without waiting and without
/// allocating.
/// </summary>
/// <param name="options">How many, and how long after their end.</param>
/// <param name="metrics">Counts what there is no room for.</param>
/// <param name="clock">Tells when the time of those that are gone is over.</param>
public sealed class PodDirectory(KubernetesOptions options, KubernetesMetrics metrics, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, Pod> _byUid = new();
    private readonly ConcurrentDictionary<ContainerKey, Pod> _byContainer = new();
    private readonly ConcurrentDictionary<IpAddress, Pod> _byAddress = new();
    private readonly Queue<(Pod Pod, long Since)> _gone = new();

    // Those that a list in progress has not told yet.
    private HashSet<Guid>? _untold;
    private int _count;

    /// <summary>Pods held, those included that are gone but remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The pod of a UID, as a record has it.</summary>
    public Pod? OfUid(ReadOnlySpan<byte> uid) =>
        Utf8Parser.TryParse(uid, out Guid key, out int read) && read == uid.Length ? _byUid.GetValueOrDefault(key) : null;

    /// <summary>The pod of a container.</summary>
    public Pod? OfContainer(ReadOnlySpan<byte> container) => ContainerKey.TryParse(container, out ContainerKey key) ? _byContainer.GetValueOrDefault(key) : null;

    /// <summary>The pod whose own address this is.</summary>
    public Pod? OfAddress(IpAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>A pod is there, or has changed.</summary>
    public void Put(Pod pod)
    {
        Sweep();
        if (pod.IsOver)
        {
            Remove(pod.Uid);
            return;
        }

        _untold?.Remove(pod.Uid);
        if (!_byUid.TryGetValue(pod.Uid, out Pod? before) && !MakeRoom()) return;
        _byUid[pod.Uid] = pod;
        foreach (ContainerKey container in pod.Containers) _byContainer[container] = pod;
        foreach (IpAddress address in pod.Addresses) _byAddress[address] = pod;
        if (before is not null) Forget(before);
        Volatile.Write(ref _count, _byUid.Count);
    }

    /// <summary>A pod is gone. It is remembered a while.</summary>
    public void Remove(Guid uid)
    {
        Sweep();
        if (!_byUid.TryGetValue(uid, out Pod? pod)) return;
        if (_gone.Count >= options.MaxPods) ForgetOldest();
        _gone.Enqueue((pod, clock.GetTimestamp()));
    }

    /// <summary>A list of all pods begins.</summary>
    public void BeginList() => _untold = [.. _byUid.Keys];

    /// <summary>The list is complete: what it did not tell is gone.</summary>
    public void EndList()
    {
        foreach (Guid uid in _untold ?? []) Remove(uid);
        _untold = null;
    }

    /// <summary>Forgets those that have been gone for long enough.</summary>
    public void Sweep()
    {
        while (_gone.TryPeek(out (Pod Pod, long Since) oldest) && clock.GetElapsedTime(oldest.Since) >= options.Lingering) ForgetOldest();
    }

    private bool MakeRoom()
    {
        while (_byUid.Count >= options.MaxPods)
        {
            if (_gone.Count == 0)
            {
                metrics.NoRoom.Increment();
                return false;
            }

            ForgetOldest();
        }

        return true;
    }

    // A pod that came back is another object and stays.
    private void ForgetOldest()
    {
        Forget(_gone.Dequeue().Pod);
        Volatile.Write(ref _count, _byUid.Count);
    }

    private void Forget(Pod pod)
    {
        _byUid.TryRemove(new(pod.Uid, pod));
        // What another has by now stays that one's.
        foreach (ContainerKey container in pod.Containers) _byContainer.TryRemove(new(container, pod));
        foreach (IpAddress address in pod.Addresses) _byAddress.TryRemove(new(address, pod));
    }
}
