using System.Numerics;
using System.Runtime.InteropServices;

namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Makes of ranges that lie within each other ones that lie side by side: goes through them by their first addresses, with those that are still open on a
/// stack. Of each cell the innermost range that has a value counts. Neighbours of which the same is said become one.
/// </summary>
/// <typeparam name="T">The bits of an address.</typeparam>
/// <param name="texts">For what is said of mistakes.</param>
internal sealed class RangeSweep<T>(LabelTexts texts)
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly Stack<Open> _open = new();
    private readonly List<T> _firsts = [T.MinValue];
    private readonly List<NetworkLabel> _labels = [default];

    /// <summary>The ranges side by side.</summary>
    /// <param name="ranges">In any order; it is another one afterwards.</param>
    /// <exception cref="FormatException">Two of them contradict each other, or overlap without one lying in the other.</exception>
    public AddressRanges<T> Run(List<NetworkRange<T>> ranges)
    {
        CollectionsMarshal.AsSpan(ranges).Sort(default(RangeOrder<T>));
        foreach (NetworkRange<T> range in ranges) Add(range);
        while (_open.Count > 0) Close();
        return new([.. _firsts], [.. _labels]);
    }

    private void Add(NetworkRange<T> range)
    {
        while (_open.TryPeek(out Open before) && before.Range.Last < range.First) Close();
        NetworkLabel around = default;
        if (_open.TryPeek(out Open outer))
        {
            if (outer.Range.Last < range.Last)
                throw new FormatException($"line {range.Line} and line {outer.Range.Line} share addresses and neither network lies in the other");
            if (outer.Range.First == range.First && outer.Range.Last == range.Last)
            {
                if (Clash(range.Label.Tag, outer.Range.Label.Tag) || Clash(range.Label.Country, outer.Range.Label.Country) || Clash((int)range.Label.System, (int)outer.Range.Label.System))
                    throw new FormatException($"line {range.Line} says {Shown(range.Label)} of the network of which line {outer.Range.Line} says {Shown(outer.Range.Label)}");
                range = range with { Label = range.Label.Or(outer.Range.Label) };
                _open.Pop();
                if (_open.TryPeek(out Open next)) around = next.Label;
            }
            else
            {
                around = outer.Label;
            }
        }

        NetworkLabel label = range.Label.Or(around);
        _open.Push(new(range, label));
        Begin(range.First, label);
    }

    // Behind the innermost range goes on what is around it.
    private void Close()
    {
        T last = _open.Pop().Range.Last;
        if (last != T.MaxValue) Begin(last + T.One, _open.TryPeek(out Open around) ? around.Label : default);
    }

    private void Begin(T first, NetworkLabel label)
    {
        if (_firsts[^1] == first)
        {
            _firsts.RemoveAt(_firsts.Count - 1);
            _labels.RemoveAt(_labels.Count - 1);
        }

        if (_labels.Count > 0 && _labels[^1] == label) return;
        _firsts.Add(first);
        _labels.Add(label);
    }

    private static bool Clash(int one, int other) => one != other && one != LabelTexts.Unsaid && other != LabelTexts.Unsaid;

    private string Shown(NetworkLabel label) => $"tag '{texts.Text(label.Tag)}', country '{texts.Text(label.Country)}' and as '{(label.HasSystem ? label.System : "")}'";

    private readonly record struct Open(NetworkRange<T> Range, NetworkLabel Label);
}
