using Weir.Capture.Netlink;
using static Weir.Capture.PSample.TrafficControl.TrafficControlHeader;

namespace Weir.Capture.PSample.TrafficControl;

/// <summary>
/// The sampling of one interface as it is set up in the kernel: a clsact queueing discipline where there is none yet, and a filter each way. What was
/// there before stays, comes after our filters, and is never removed; what a process of this program left behind that is gone is replaced.
/// </summary>
/// <param name="request">How to sample.</param>
/// <param name="interfaceIndex">ifIndex of the interface.</param>
/// <param name="kernel">Where to ask.</param>
internal sealed class InterfaceSampling(SamplingRequest request, int interfaceIndex, TrafficControlSocket kernel)
{
    /// <summary>The priority that the kernel gives a first filter of whom no priority is asked.</summary>
    private const ushort FirstPriority = 0xC000;

    private readonly List<uint> _installed = [];
    private bool _ownsQdisc;

    /// <summary>What a person should know of how it was set up, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <summary>Sets up what is asked for.</summary>
    /// <exception cref="PSampleException">It is not permitted, another process samples the interface, or the kernel lacks the action.</exception>
    /// <exception cref="NetlinkException">The kernel refused for another reason; nothing is left behind.</exception>
    public void Install()
    {
        List<string> remarks = [];
        try
        {
            string? qdisc = kernel.QdiscOf(interfaceIndex);
            if (qdisc is null) MakeQdisc();
            foreach (uint parent in Parents())
            {
                if (parent == Egress && qdisc == TrafficControlSocket.IngressOnly)
                {
                    remarks.Add($"{request.InterfaceName}: packets that leave are not sampled: the interface has the queueing discipline 'ingress'; replace it by 'clsact' ('tc qdisc replace dev {request.InterfaceName} clsact').");
                    continue;
                }

                ReplaceStale(parent);
                Add(parent, remarks);
                _installed.Add(parent);
            }
        }
        catch (NetlinkException refusal)
        {
            Remove();
            throw Explained(refusal) ?? (Exception)refusal;
        }
        catch (PSampleException)
        {
            Remove();
            throw;
        }

        Remarks = remarks;
    }

    /// <summary>Asks what the filters counted.</summary>
    /// <returns>Packets that could have been sampled since they were set up; <see langword="null"/> where a filter is there no more.</returns>
    public long? Inspect()
    {
        ulong packets = 0;
        foreach (uint parent in _installed)
        {
            bool isThere = false;
            foreach (SampleFilter filter in kernel.Filters(interfaceIndex, parent))
            {
                if (!IsOurs(filter, parent)) continue;
                packets += filter.Packets;
                isThere = true;
            }

            if (!isThere) return null;
        }

        return (long)packets;
    }

    /// <summary>Takes away what was set up. What is gone already, with its interface perhaps, is no failure.</summary>
    public void Remove()
    {
        try
        {
            int others = 0;
            foreach (uint parent in (uint[])[Ingress, Egress])
            {
                foreach (SampleFilter filter in kernel.Filters(interfaceIndex, parent))
                {
                    if (IsOurs(filter, parent)) kernel.Remove(in filter);
                    else others++;
                }
            }

            if (_ownsQdisc && others == 0) kernel.RemoveQdisc(interfaceIndex);
        }
        catch (IOException)
        {
            // The interface went, or another program took the filters: either way there is nothing of ours.
        }
    }

    private IEnumerable<uint> Parents()
    {
        if ((request.Direction & SamplingDirection.Ingress) != 0) yield return Ingress;
        if ((request.Direction & SamplingDirection.Egress) != 0) yield return Egress;
    }

    private void MakeQdisc()
    {
        try
        {
            kernel.AddQdisc(interfaceIndex);
            _ownsQdisc = true;
        }
        catch (NetlinkException there) when (there.Error == NetlinkException.Exists)
        {
            // Another program was quicker; it is theirs.
        }
    }

    private void ReplaceStale(uint parent)
    {
        foreach (SampleFilter filter in kernel.Filters(interfaceIndex, parent))
        {
            if (filter.Mark is not { } mark) continue;
            if (!mark.IsOwn && mark.IsInUse)
                throw new PSampleException($"{request.InterfaceName}: process {mark.ProcessId} samples this interface already.");
            _ownsQdisc |= mark.OwnsQdisc;
            kernel.Remove(in filter);
        }
    }

    // Before the filters that are there: they may have the last word on a packet, ours has none.
    private void Add(uint parent, List<string> remarks)
    {
        IReadOnlyList<SampleFilter> others = kernel.Filters(interfaceIndex, parent);
        int priority = FirstPriority;
        foreach (SampleFilter other in others) priority = Math.Min(priority, other.Header.Priority - 1);
        if (priority < 1)
        {
            priority = others.Max(static other => other.Header.Priority) + 1;
            remarks.Add($"{request.InterfaceName}: a filter of priority 1 comes before sampling; packets that it decides on are not sampled.");
        }

        var where = new TrafficControlHeader(0, interfaceIndex, 0, parent, InfoOf((ushort)priority, SampleFilter.AllProtocols));
        kernel.Add(where, request, SamplerMark.Own(interfaceIndex, parent == Egress, _ownsQdisc));
    }

    private bool IsOurs(in SampleFilter filter, uint parent) =>
        filter.Mark is { IsOwn: true } mark && mark.InterfaceIndex == (ushort)interfaceIndex && mark.IsEgress == (parent == Egress);

    private PSampleException? Explained(NetlinkException refusal) => refusal.Error switch
    {
        NetlinkException.NotPermitted => new($"{request.InterfaceName}: setting up sampling is not permitted; it takes the capability CAP_NET_ADMIN, or root.", refusal),
        NetlinkException.NoEntry => new(PSampleChannel.MissingModules, refusal),
        _ => null,
    };
}
