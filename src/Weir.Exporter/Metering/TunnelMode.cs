namespace Weir.Exporter.Metering;

/// <summary>Which packets of a tunnel are metered.</summary>
public enum TunnelMode : byte
{
    /// <summary>The one that the network carries: a tunnel is one flow.</summary>
    Outer,

    /// <summary>The innermost one; a packet that is no tunnel as it is.</summary>
    Inner,

    /// <summary>The outer one and the innermost one, each as a flow of its own: totals count what is inside twice.</summary>
    Both,
}
