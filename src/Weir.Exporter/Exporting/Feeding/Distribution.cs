namespace Weir.Exporter.Exporting.Feeding;

/// <summary>Which collectors a flow record goes to.</summary>
public enum Distribution
{
    /// <summary>Each to all.</summary>
    Replicate,

    /// <summary>Each to one, all of a conversation to the same.</summary>
    FlowHash,
}
