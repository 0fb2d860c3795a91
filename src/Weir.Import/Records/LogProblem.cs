namespace Weir.Import.Records;

/// <summary>What became of a line, or of an object, of a log.</summary>
public enum LogProblem
{
    /// <summary>It is a record, or several.</summary>
    None,

    /// <summary>It is no record and none is missing: a heading, a comment, a summary.</summary>
    NoRecord,

    /// <summary>It says that nothing was seen, or that what was seen was not kept.</summary>
    NoData,

    /// <summary>It is longer than any record; what follows it is read.</summary>
    TooLong,

    /// <summary>It has more or fewer fields than its heading.</summary>
    FieldCount,

    /// <summary>An address is none.</summary>
    Address,

    /// <summary>A number is none, or too large for what it says.</summary>
    Number,

    /// <summary>A time is none, or not between 1970 and 2261.</summary>
    Time,

    /// <summary>A protocol is none.</summary>
    Protocol,

    /// <summary>A word is none of those that stand there.</summary>
    Word,

    /// <summary>It tells no time, or no address.</summary>
    Missing,

    /// <summary>It is no JSON, or nested too deeply.</summary>
    Json,
}
