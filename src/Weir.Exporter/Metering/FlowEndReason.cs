namespace Weir.Exporter.Metering;

/// <summary>Why a flow ended: the values of flowEndReason (RFC 5102 section 5.11.3).</summary>
public enum FlowEndReason : byte
{
    None = 0,

    /// <summary>No packet for the idle timeout.</summary>
    IdleTimeout = 1,

    /// <summary>The flow goes on, but its active timeout ran out.</summary>
    ActiveTimeout = 2,

    /// <summary>FIN or RST was seen.</summary>
    EndOfFlow = 3,

    /// <summary>The metering process shut down, or its clock was set back.</summary>
    ForcedEnd = 4,

    /// <summary>The table was full.</summary>
    LackOfResources = 5,
}
