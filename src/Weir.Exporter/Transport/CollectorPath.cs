using System.Net;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Transport;

/// <summary>What packets between us and a collector have in common: the conversation that metering leaves out.</summary>
/// <param name="Protocol">UDP or TCP, by their numbers.</param>
/// <param name="Local">Our end; the address is that of no host where the system has not chosen one yet.</param>
/// <param name="Remote">The collector's.</param>
public readonly record struct CollectorPath(byte Protocol, IPEndPoint Local, IPEndPoint Remote)
{
    /// <summary>As metering looks for it.</summary>
    public DatagramDestination ToDestination() => new(IpAddress.From(Remote.Address), (ushort)Remote.Port)
    {
        Protocol = Protocol,
        LocalPort = (ushort)Local.Port,
        LocalAddress = Local.Address.Equals(IPAddress.Any) || Local.Address.Equals(IPAddress.IPv6Any) ? null : IpAddress.From(Local.Address),
    };
}
