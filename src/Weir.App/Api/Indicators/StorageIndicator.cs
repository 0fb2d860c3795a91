using System.Globalization;
using Weir.App.Api.Questions;
using Weir.App.Output;

namespace Weir.App.Api.Indicators;

/// <summary>How long the disk lasts at the pace of the archive.</summary>
internal static class StorageIndicator
{
    // A month: time to order a disk, or to agree on keeping less.
    private const double Days = 30;

    private const double Day = 86_400e9;

    public static Indicator Of(ArchiveSize size)
    {
        var one = new Indicator("storage_left", "Storage growth", "Days until the disk is full, if the archive grows on as it did", "days", Days, IsLimit: false);
        // Until it is an hour old it has no pace.
        if (size.Flows is not { Rows: > 0 } flows) return one with { Note = "the archive is empty" };
        double octetsADay = size.Octets / ((flows.NewestNs - flows.OldestNs + Day / 24) / Day);
        return one with
        {
            Value = Math.Min(size.FreeOctets / octetsADay, 36_500),
            Note = string.Create(CultureInfo.InvariantCulture, $"{ValueText.Of((ulong)octetsADay, ValueKind.Octets)} a day, {ValueText.Of((ulong)size.FreeOctets, ValueKind.Octets)} free"),
        };
    }
}
