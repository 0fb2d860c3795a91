namespace Weir.Import.Reading;

/// <summary>Cuts a log into the units that formats read: lines, or objects of JSON.</summary>
internal interface ILogUnits
{
    /// <summary>The line that the last unit begins in, from 1.</summary>
    long Line { get; }

    /// <summary>The next unit.</summary>
    /// <param name="unit">Its octets, until the next call; empty where it was too long or is none.</param>
    /// <param name="problem">Why it is to be left out.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LogFileException">The log cannot be read.</exception>
    bool TryNext(out ReadOnlySpan<byte> unit, out Records.LogProblem problem);
}
