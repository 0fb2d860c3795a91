using System.Globalization;
using Weir.Collector.Collecting;
using Weir.Collector.Journal;

namespace Weir.App.Operating.Attention;

/// <summary>What is not well with collecting and archiving here.</summary>
internal static class CollectorFindings
{
    private const string Page = "/system";

    public static IEnumerable<Finding> Of(CollectorStatus status)
    {
        if (status.Journal != JournalState.Writing)
        {
            bool isFull = status.Journal == JournalState.NoSpace;
            yield return new("journal-full", IsLoss: true, isFull ? "The journal's disk is full: what comes is dropped" : "The journal cannot be written: what comes is dropped", isFull ? "Make room on the disk; Weir goes on by itself" : "The log says what the disk answers; look at its health and at the directory's permissions", Page)
            { Detail = Text($"{status.JournalDrops} datagrams dropped") };
        }
        else if (status.JournalDrops > 0)
        {
            yield return new("journal-dropped", IsLoss: true, Text($"{status.JournalDrops} datagrams could not be written to the journal since the start"), "The log says why and when; it can be written again", Page);
        }

        if (status.KernelDrops > 0)
        {
            yield return new("kernel-drops", IsLoss: true, Text($"The kernel dropped {status.KernelDrops} datagrams at the sockets since the start"), "Raise net.core.rmem_max, give Weir CAP_NET_ADMIN, or let more threads receive (receivers)", Page);
        }

        if (status.CappedBufferOctets > 0)
        {
            yield return new("buffer-capped", IsLoss: false, Text($"The kernel gave a receive buffer of {status.CappedBufferOctets >> 10} KiB where {status.WantedBufferOctets >> 10} KiB were asked for"), Text($"sysctl -w net.core.rmem_max={status.WantedBufferOctets}, or CAP_NET_ADMIN for Weir; a burst is lost otherwise"), Page);
        }

        if (status.IsArchiveFailing)
        {
            yield return new("archive-failing", IsLoss: false, "The archive cannot be written; what comes waits in the journal", "The log says what the disk answers; nothing is lost until the journal's disk is full, too", Page)
            { Detail = Text($"{status.PendingSegments} segments wait") };
        }

        if (status.ReleasedSegments > 0)
        {
            yield return new("segments-released", IsLoss: true, Text($"{status.ReleasedSegments} segments of the journal were let go before they were archived, since the start"), "The archive was slower than what came for too long: look at the disk and at the processor", Page);
        }

        if (status.SetAsideSegments > 0)
        {
            yield return new("segments-set-aside", IsLoss: true, Text($"{status.SetAsideSegments} segments were set aside, for they could not be archived"), "The log says why; weir journal export makes captures of them", Page);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
