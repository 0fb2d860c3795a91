using Weir.Collector.Sessions.Interfaces;
using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Directory;

/// <summary>One interface of an exporter, as the directory knows it at a moment.</summary>
/// <param name="Exporter">Whose it is.</param>
/// <param name="Traffic">Its ifIndex, and what records said of it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="FirstHeardNs">When it was first named: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="LastHeardNs">When it was last named.</param>
public sealed record InterfaceLine(IpAddress Exporter, InterfaceTraffic Traffic, InterfaceName Name, long FirstHeardNs, long LastHeardNs);
