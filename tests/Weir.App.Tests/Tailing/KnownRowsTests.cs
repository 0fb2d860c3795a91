using Weir.App.Tailing;
using Weir.Query.Results;

namespace Weir.App.Tests.Tailing;

/// <summary>What <c>weir flows --follow</c> shows of a millisecond that more came of.</summary>
public class KnownRowsTests
{
    [Fact]
    public void Rows_that_were_shown_are_not_new_and_equal_ones_are_counted()
    {
        var known = new KnownRows([Row(1, "a"), Row(2, "b"), Row(2, "b")]);
        ResultValue[][] rows = [Row(2, "b"), Row(3, "c"), Row(2, "b"), Row(1, "a"), Row(2, "b"), Row(1, "b")];
        Assert.Equal([rows[1], rows[4], rows[5]], known.New(rows));
        // Asked again, the same are known.
        Assert.Equal([rows[1], rows[4], rows[5]], known.New(rows));
        Assert.Equal(rows, new KnownRows([]).New(rows));
    }

    private static ResultValue[] Row(ulong number, string text) => [ResultValue.Of(number), ResultValue.Of(text), ResultValue.Null];
}
