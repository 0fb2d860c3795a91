namespace Weir.Storage.Retention;

/// <summary>Why files go.</summary>
public enum RemovalReason : byte
{
    /// <summary>They are older than their table is kept.</summary>
    Age,

    /// <summary>All files together are more than there may be.</summary>
    Size,
}

/// <summary>The files of a table and an hour that retention removes.</summary>
/// <param name="Table">Directory of the table.</param>
/// <param name="HourNs">When the hour of receipt began: nanoseconds since 1970 UTC.</param>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their octets.</param>
/// <param name="Reason">Why.</param>
public sealed record Removal(string Table, long HourNs, int Files, long Bytes, RemovalReason Reason);
