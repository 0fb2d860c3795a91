namespace Weir.Capture.Netlink;

/// <summary>A request that the kernel refused.</summary>
/// <param name="message">What it was, in a line.</param>
/// <param name="error">The error, an errno.</param>
internal sealed class NetlinkException(string message, int error) : IOException(message)
{
    /// <summary>The error, an errno; 0 where the kernel did not say.</summary>
    public int Error => error;
}
