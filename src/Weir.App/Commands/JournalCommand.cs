using System.CommandLine;

namespace Weir.App.Commands;

/// <summary><c>weir journal</c>: what a collector has received and still has as it came.</summary>
internal static class JournalCommand
{
    public static Command Create() => new("journal", "Look at, export or send again what a collector has received, as it came")
    {
        JournalListCommand.Create(), JournalExportCommand.Create(), JournalReplayCommand.Create(),
    };
}
