using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>A format of logs. It keeps what headings said, so each log has its own.</summary>
internal interface ILogFormat
{
    /// <summary>Whether its units are objects of JSON, not lines.</summary>
    bool IsJson { get; }

    /// <summary>How it tells ICMP's type and code.</summary>
    IcmpPorts Icmp { get; }

    /// <summary>Reads a unit.</summary>
    /// <returns>What became of it. Of a unit with several records, each bad one is told to the tally, and this of the unit itself.</returns>
    /// <exception cref="Reading.LogFileException">The log is none of this format.</exception>
    LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally);
}
