using Weir.Query.Binding;

namespace Weir.Query.Tests.Binding;

public sealed class DuplicateFilterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("tcp or host 192.0.2.1")]
    public void Duplicates_are_left_out_of_what_does_not_speak_of_them(string text)
    {
        Predicate filter = FilterBinder.Bind(text);
        Predicate without = DuplicateFilter.WithoutDuplicates(filter);
        Assert.NotEqual(filter, without);
        Assert.Equal(without, DuplicateFilter.WithoutDuplicates(without));
    }

    [Theory]
    [InlineData("is_duplicate 1")]
    [InlineData("tcp and (udp or not is_duplicate 1)")]
    public void A_filter_that_speaks_of_duplicates_stays_as_it_is(string text)
    {
        Predicate filter = FilterBinder.Bind(text);
        Assert.Same(filter, DuplicateFilter.WithoutDuplicates(filter));
    }
}
