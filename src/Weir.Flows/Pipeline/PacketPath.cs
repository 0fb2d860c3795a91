namespace Weir.Flows.Pipeline;

/// <summary>What a source knows of a packet's way through this host beyond the one interface it was captured on.</summary>
/// <param name="InputInterface">ifIndex it came in by, 0 where unknown.</param>
/// <param name="OutputInterface">ifIndex it leaves by, 0 where unknown.</param>
/// <param name="Mark">The mark that the firewall gave it, 0 without.</param>
/// <param name="IsOutgoing">Whether this host sends it; <see langword="null"/> where it is forwarded.</param>
public readonly record struct PacketPath(uint InputInterface, uint OutputInterface, uint Mark, bool? IsOutgoing)
{
    /// <summary>What the rule that logged it says, UTF-8; the same object wherever it is the same text.</summary>
    public byte[]? LogPrefix { get; init; }
}
