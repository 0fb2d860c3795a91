namespace Weir.Flows.Exporters;

/// <summary>What the sequence numbers of a protocol count.</summary>
public enum SequenceUnit : byte
{
    /// <summary>Nothing: there are none.</summary>
    None,

    /// <summary>Messages.</summary>
    Messages,

    /// <summary>Flow records; in IPFIX all data records.</summary>
    Records,
}
