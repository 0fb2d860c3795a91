namespace Weir.App.Tailing;

/// <summary>How records are written as they come.</summary>
internal enum TailFormat
{
    /// <summary>A line each, for people.</summary>
    Table,

    /// <summary>A JSON object a line.</summary>
    Ndjson,
}
