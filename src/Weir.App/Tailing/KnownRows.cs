using Weir.Query.Results;

namespace Weir.App.Tailing;

/// <summary>Rows that were shown, each as often as it was.</summary>
internal sealed class KnownRows
{
    private readonly Dictionary<ResultValue[], int> _times = new(Values.Instance);

    internal KnownRows(IEnumerable<ResultValue[]> rows)
    {
        foreach (ResultValue[] row in rows) _times[row] = _times.GetValueOrDefault(row) + 1;
    }

    /// <summary>The rows that were not shown, in their order: of equal ones those beyond as many as were.</summary>
    internal IEnumerable<ResultValue[]> New(IEnumerable<ResultValue[]> rows)
    {
        var left = new Dictionary<ResultValue[], int>(_times, Values.Instance);
        foreach (ResultValue[] row in rows)
        {
            if (left.GetValueOrDefault(row) is > 0 and var times) left[row] = times - 1;
            else yield return row;
        }
    }

    private sealed class Values : IEqualityComparer<ResultValue[]>
    {
        internal static readonly Values Instance = new();

        public bool Equals(ResultValue[]? one, ResultValue[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(ResultValue[] row)
        {
            var hash = default(HashCode);
            foreach (ResultValue value in row) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
