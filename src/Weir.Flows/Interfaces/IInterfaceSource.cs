namespace Weir.Flows.Interfaces;

/// <summary>Tells the interfaces of a system and their counters.</summary>
public interface IInterfaceSource
{
    /// <summary>All interfaces now, in the order of their indexes.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    IReadOnlyList<NetworkInterface> Read();
}
