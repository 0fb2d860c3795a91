using Weir.Flows.Interfaces;

namespace Weir.Exporter.Tests.Counters;

/// <summary>Interfaces whose values tell their index; each reading is counted.</summary>
internal sealed class SampleInterfaces(int count) : IInterfaceSource
{
    public int Readings { get; private set; }

    public bool Fails { get; set; }

    public IReadOnlyList<NetworkInterface> Read()
    {
        Readings++;
        return Fails ? throw new IOException("not told") : [.. Enumerable.Range(1, count).Select(index => Of((uint)index))];
    }

    public static NetworkInterface Of(uint index) => new()
    {
        Index = index,
        Name = $"eth{index}",
        Description = $"to rack {index}",
        Type = 6,
        Speed = 10_000_000_000,
        Duplex = InterfaceDuplex.Full,
        IsAdministrativelyUp = true,
        IsOperationallyUp = true,
        In = new(Octets: 5_000_000_000UL + index, Packets: 1000 + index, Multicast: 100, Errors: 3, Discards: 4, UnknownProtocols: 5),
        Out = new(Octets: 6_000_000_000UL + index, Packets: 2000 + index, Multicast: null, Errors: 6, Discards: 7),
        Ethernet = new(AlignmentErrors: 8, FcsErrors: 9, CarrierSenseErrors: 10),
    };
}
