using Weir.Capture.Interfaces;
using Weir.Capture.Interop;
using Weir.Capture.Netlink;
using Weir.Capture.PSample.TrafficControl;
using Weir.Flows.Interfaces;
using Weir.Wire.Packets;

namespace Weir.Capture.PSample;

/// <summary>
/// One interface that is to be sampled, for as long as it is wanted: one that is not there is waited for, and sampling that another program took away
/// is set up again.
/// </summary>
/// <param name="request">How to sample.</param>
/// <param name="kernel">Where to set it up.</param>
/// <param name="say">Takes a line that a person should read.</param>
internal sealed class SampledInterface(SamplingRequest request, TrafficControlSocket kernel, Action<string> say)
{
    // IANAifType: what has an Ethernet header, and what has none.
    private const uint EthernetType = 6, LoopbackType = 24;

    private InterfaceSampling? _sampling;
    private string? _said;
    private long _countedBefore;
    private long _pool;

    public SamplingRequest Request => request;

    /// <summary>ifIndex; 0 while the interface is not there.</summary>
    public uint Index { get; private set; }

    /// <summary>What samples begin with.</summary>
    public LinkType LinkType { get; private set; }

    public long Samples { get; private set; }

    public long Lost { get; private set; }

    public SampledInterfaceMetrics Metrics => new(request.InterfaceName, Index != 0, Samples, Lost, Volatile.Read(ref _pool));

    /// <summary>Whether a sample was taken here, by the filter of a direction.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="index">The lower 16 bits of an ifIndex.</param>
    /// <param name="direction">Of the filter.</param>
    public bool Takes(in PSampleMessage sample, uint index, SamplingDirection direction) =>
        Index != 0 && (ushort)Index == (ushort)index && (request.Direction & direction) != 0 && request.Group == sample.Group && request.Rate == sample.Rate;

    /// <summary>Counts a sample, and those lost before it. What there was to sample is what the kernel counted when it was last asked, and no less than this.</summary>
    /// <returns>Packets that could have been sampled so far.</returns>
    public long Count(uint lost)
    {
        Samples++;
        Lost += lost;
        return _pool = Math.Max(_pool, Samples + Lost);
    }

    /// <summary>Sets up sampling where the interface is there and it is not, and takes over what the kernel counted. Called every second or so.</summary>
    /// <returns>Whether sampling was set up now.</returns>
    /// <exception cref="PSampleException">The kernel cannot sample, or it is not permitted.</exception>
    public bool Inspect()
    {
        uint index = LibC.InterfaceIndex(request.InterfaceName);
        if (_sampling is not null && index == Index)
        {
            if (Counted() is { } packets)
            {
                // What was told already is not taken back.
                _pool = Math.Max(_pool, _countedBefore + packets);
                return false;
            }

            say($"{request.InterfaceName}: sampling was taken away from the interface; it is set up again.");
        }
        else if (_sampling is not null)
        {
            say($"{request.InterfaceName}: the interface is gone; sampling goes on when there is one of that name again.");
        }

        // Under another name the interface may still be there.
        _sampling?.Remove();
        (_sampling, Index, _countedBefore) = (null, 0, _pool);
        if (index != 0) return TryInstall((int)index);
        SayOnce($"{request.InterfaceName}: there is no such interface; it is sampled when there is.");
        return false;
    }

    /// <summary>Takes sampling off the interface.</summary>
    public void Remove()
    {
        _sampling?.Remove();
        (_sampling, Index) = (null, 0);
    }

    /// <summary>Samples of this interface are taken in from now on.</summary>
    public void BeOpen(uint index, LinkType linkType) => (Index, LinkType) = (index, linkType);

    private long? Counted()
    {
        try
        {
            return _sampling!.Inspect();
        }
        catch (NetlinkException)
        {
            // The interface went in this moment.
            return null;
        }
    }

    private bool TryInstall(int index)
    {
        var sampling = new InterfaceSampling(request, index, kernel);
        try
        {
            sampling.Install();
            BeOpen((uint)index, LinkTypeOf(index));
        }
        catch (NetlinkException refusal)
        {
            SayOnce($"{request.InterfaceName}: sampling cannot be set up ({refusal.Message}); it is tried again.");
            return false;
        }

        foreach (string remark in sampling.Remarks) say(remark);
        (_sampling, _said) = (sampling, null);
        say($"{request.InterfaceName}: the kernel samples one of {request.Rate} packets.");
        return true;
    }

    private static LinkType LinkTypeOf(int index)
    {
        using LinuxInterfaces links = LinuxInterfaces.Open();
        NetworkInterface? link = links.Read().FirstOrDefault(link => link.Index == (uint)index);
        return link is null or { Type: EthernetType or LoopbackType } ? LinkType.Ethernet : LinkType.RawIp;
    }

    private void SayOnce(string line)
    {
        if (line != _said) say(line);
        _said = line;
    }
}
