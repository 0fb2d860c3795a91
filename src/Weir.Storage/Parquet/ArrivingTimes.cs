using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>Times of records as files keep them: see <see cref="StoredTimes"/>.</summary>
internal static class ArrivingTimes
{
    /// <summary>Whether some time that there is has a rest of a millisecond.</summary>
    /// <param name="times">Nanoseconds, of up to 64 rows for each word of <paramref name="validity"/>.</param>
    /// <param name="validity">Which rows have one.</param>
    internal static bool HaveRests(ReadOnlySpan<long> times, ReadOnlySpan<ulong> validity)
    {
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] % StoredTimes.NanosecondsPerMillisecond != 0 && (validity[row >> 6] >> row & 1) != 0) return true;
        }

        return false;
    }

    /// <summary>Writes milliseconds, rounded down.</summary>
    internal static void Milliseconds(ReadOnlySpan<long> times, Span<long> milliseconds)
    {
        for (int row = 0; row < times.Length; row++) milliseconds[row] = StoredTimes.Milliseconds(times[row]);
    }

    /// <summary>Writes what is left of milliseconds; nothing where nothing is.</summary>
    /// <param name="times">Nanoseconds.</param>
    /// <param name="milliseconds">Of them.</param>
    /// <param name="validity">Which rows have a time.</param>
    /// <param name="chunk">Where to.</param>
    /// <param name="at">Its column.</param>
    internal static void Rests(ReadOnlySpan<long> times, ReadOnlySpan<long> milliseconds, ReadOnlySpan<ulong> validity, DuckDbChunk chunk, int at)
    {
        Span<int> rests = chunk.Values<int>(at);
        Span<ulong> valid = chunk.WritableValidity(at);
        for (int row = 0; row < times.Length; row++)
        {
            int rest = (int)(times[row] - milliseconds[row] * StoredTimes.NanosecondsPerMillisecond);
            rests[row] = rest;
            if ((row & 63) == 0) valid[row >> 6] = 0;
            if (rest != 0) valid[row >> 6] |= validity[row >> 6] & (1UL << row);
        }
    }

    /// <summary>Makes durations of the starts' milliseconds.</summary>
    /// <param name="chunk">Has milliseconds in these columns.</param>
    /// <param name="start">Of the starts; of the durations, then.</param>
    /// <param name="end">Of the ends; negative where no record has one.</param>
    /// <param name="received">Of the receipt.</param>
    /// <param name="count">How many rows.</param>
    internal static void Durations(DuckDbChunk chunk, int start, int end, int received, int count)
    {
        Span<long> durations = chunk.Values<long>(start);
        ReadOnlySpan<long> receipts = chunk.Values<long>(received);
        ReadOnlySpan<long> ends = end < 0 ? receipts : chunk.Values<long>(end);
        ReadOnlySpan<ulong> known = end < 0 ? [] : chunk.Validity(end);
        for (int row = 0; row < count; row++)
        {
            bool isKnown = known.IsEmpty || (known[row >> 6] >> row & 1) != 0;
            durations[row] = (isKnown ? ends[row] : receipts[row]) - durations[row];
        }
    }
}
