using Microsoft.Extensions.Logging;
using Weir.Storage.Retention;

namespace Weir.Storage.Upkeep;

/// <summary>What is told of looking after an archive.</summary>
internal static partial class UpkeepLog
{
    [LoggerMessage(1, LogLevel.Information, "archive: {Files} files of {Table} of the hour {Hour} became {NewFiles}, {BytesBefore} octets became {BytesAfter}")]
    public static partial void LogCompacted(this ILogger logger, long files, string table, string hour, long newFiles, long bytesBefore, long bytesAfter);

    [LoggerMessage(2, LogLevel.Information, "archive: removed {Files} files of {Table} of the hour {Hour}, {Bytes} octets, by {Reason}")]
    public static partial void LogRemoved(this ILogger logger, int files, string table, string hour, long bytes, RemovalReason reason);

    [LoggerMessage(3, LogLevel.Warning, "archive: {Problem}; it is tried again")]
    public static partial void LogUpkeepFailed(this ILogger logger, string problem);
}
