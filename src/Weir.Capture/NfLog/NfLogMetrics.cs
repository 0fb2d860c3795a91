namespace Weir.Capture.NfLog;

/// <summary>What was counted of a log group since it was opened.</summary>
/// <param name="Packets">Packets that the kernel logged to the group, those lost included.</param>
/// <param name="Drops">Packets that the group's sequence numbers show as lost.</param>
/// <param name="Overruns">How often the kernel said that it had no room for a datagram.</param>
/// <param name="Malformed">Messages that could not be read.</param>
/// <param name="UnnamedPaths">Packets whose two interfaces, mark and prefix had no room among <see cref="NfLogOptions.MaxPaths"/>, or whose prefix had none.</param>
public readonly record struct NfLogMetrics(long Packets, long Drops, long Overruns, long Malformed, long UnnamedPaths);
