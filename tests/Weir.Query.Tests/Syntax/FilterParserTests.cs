using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

public class FilterParserTests
{
    [Theory]
    [InlineData("", "any")]
    [InlineData("  # nothing but a comment", "any")]
    [InlineData("ANY", "any")]
    [InlineData("src ip 1.2.3.4", "src ip 1.2.3.4")]
    [InlineData("SRC IP 1.2.3.4 AND DST PORT 53", "src ip 1.2.3.4 and dst port 53")]
    [InlineData("ip", "ip")]
    [InlineData("ip and tcp", "ip and tcp")]
    [InlineData("ip 1.2.3.4", "ip 1.2.3.4")]
    [InlineData("ip ::1", "ip ::1")]
    [InlineData("ip in [10.0.0.0/8 ::1]", "ip in [10.0.0.0/8, ::1]")]
    [InlineData("net 10.0.0.0/8", "net 10.0.0.0/8")]
    [InlineData("host 10.0.0.1 or src host 10.0.0.2", "host 10.0.0.1 or src host 10.0.0.2")]
    [InlineData("in if 3", "in if 3")]
    [InlineData("if in [1,2]", "if in [1, 2]")]
    [InlineData("bytes>10k&&!(tcp||udp)", "bytes > 10k and not (tcp or udp)")]
    [InlineData("a_b", null)]
    [InlineData("proto tcp and dst port 1024-65535", "proto tcp and dst port 1024-65535")]
    [InlineData("src_addr == 10.0.0.1", "src_addr = 10.0.0.1")]
    [InlineData("time_received_ns >= '2026-11-20 08:00'", "time_received_ns >= \"2026-11-20 08:00\"")]
    [InlineData("not not tcp", "not not tcp")]
    [InlineData("tcp and (udp and icmp)", "tcp and (udp and icmp)")]
    [InlineData("((tcp))", "tcp")]
    [InlineData("tcp or udp and icmp", "tcp or udp and icmp")]
    [InlineData("vlan 5 # office\n and flags S", "vlan 5 and flags S")]
    [InlineData("tcp port 80", "tcp and port 80")]
    [InlineData("not udp dst port 53", "not (udp and dst port 53)")]
    [InlineData("tcp src 10.0.0.1 or dst 2001:db8::/32", "tcp and src ip 10.0.0.1 or dst ip 2001:db8::/32")]
    [InlineData("src or dst port 80", "port 80")]
    [InlineData("src and dst net 10.0.0.0/8", "src and dst net 10.0.0.0/8")]
    [InlineData("portrange 1-1024", "portrange 1-1024")]
    [InlineData("inet6 and ether host 00:1b:21:aa:bb:cc", "inet6 and ether host 00:1b:21:aa:bb:cc")]
    [InlineData("next hop 10.0.0.1 and bgp next hop 10.0.0.2", "next hop 10.0.0.1 and bgp next hop 10.0.0.2")]
    [InlineData("bytes gt 100 and packets le 5 and proto ne 6", "bytes > 100 and packets <= 5 and proto != 6")]
    [InlineData("src_port>dst_port", "src_port > dst_port")]
    [InlineData("src port > dst port", "src port > dst port")]
    [InlineData("bytes = packets", "bytes = packets")]
    [InlineData("tag web and src or dst country in [de fr]", "tag web and country in [de, fr]")]
    [InlineData("src country != dst country and app = src", "src country != dst country and app = src")]
    [InlineData("app = pod_name or app = domain", "app = pod_name or app = domain")]
    [InlineData("app like 'dns%' and app ~ '^a' and process !~ x", "app like \"dns%\" and app ~ \"^a\" and not process ~ x")]
    [InlineData("dscp ef and dir ingress", "dscp ef and dir ingress")]
    public void Filters_are_read_as_people_write_them(string text, string? printed)
    {
        if (printed is null) Assert.Throws<FilterException>(() => FilterParser.Parse(text));
        else Assert.Equal(printed, FilterParser.Parse(text).ToString());
    }

    [Theory]
    [InlineData("src prot 5", 5, "after 'src' comes one of")]
    [InlineData("prot 5", 1, "unknown word 'prot' at column 1: did you mean 'proto'?")]
    [InlineData("tcp and prot udp", 9, "did you mean 'proto'?")]
    [InlineData("tcp udp", 5, "expected 'and' or 'or' before 'udp'")]
    [InlineData("(tcp", 5, "expected ')' for the '(' at column 1, found the end of the filter")]
    [InlineData("tcp)", 4, "there is no '(' for the ')'")]
    [InlineData("port", 5, "expected a value for 'port', found the end of the filter")]
    [InlineData("port and tcp", 6, "expected a value for 'port', found 'and'")]
    [InlineData("port in []", 10, "the list for 'port' is empty")]
    [InlineData("port in [1", 11, "expected a value for 'port'")]
    [InlineData("tcp ; drop", 5, "unexpected character ';' at column 5")]
    [InlineData("tcp and 'x", 9, "the quote at column 9 does not end")]
    [InlineData("and tcp", 1, "unknown word 'and'")]
    [InlineData("src_port > ", 12, "expected a value for 'src_port'")]
    [InlineData("@office", 1, "there is no saved filter 'office'")]
    [InlineData("tcp and @", 9, "unexpected character '@'")]
    [InlineData("src or dst", 5, "after 'src' comes one of")]
    [InlineData("()", 2, "expected a test such as")]
    [InlineData("tcp and", 8, "expected a test such as")]
    public void Errors_say_what_is_wrong_and_where(string text, int column, string message)
    {
        FilterException error = Assert.Throws<FilterException>(() => FilterParser.Parse(text));
        Assert.Equal(column, error.Span.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_printed_tree_parses_to_the_same_tree()
    {
        var random = new RandomFilters(7);
        for (int i = 0; i < 20_000; i++)
        {
            FilterNode tree = random.Next(4);
            FilterNode again = FilterParser.Parse(tree.ToString(), RandomFilters.Library);
            Assert.True(tree.Equals(again), $"{tree}\n{again}");
        }
    }

    [Fact]
    public void A_saved_filter_stands_for_what_is_saved()
    {
        var library = new SavedFilters(new() { ["a"] = "tcp # or what", ["b"] = "@a or @a", ["loop"] = "udp and @turn", ["turn"] = "@loop", ["wrong"] = "prot 5", ["high"] = "port 99999" });
        Assert.Equal("not @b and udp", FilterParser.Parse("not @b and udp", library).ToString());
        Assert.IsType<OrNode>(Assert.IsType<SavedNode>(FilterParser.Parse("@b", library)).Filter);
        Assert.Contains("made of itself", Assert.Throws<FilterException>(() => FilterParser.Parse("tcp and @loop", library)).Message, StringComparison.Ordinal);
        FilterException wrong = Assert.Throws<FilterException>(() => FilterParser.Parse("tcp and @wrong", library));
        Assert.Equal((9, "in the saved filter 'wrong': unknown word 'prot' at column 1: did you mean 'proto'?"), (wrong.Span.Column, wrong.Message));
        Assert.Equal(9, Assert.Throws<FilterException>(() => Weir.Query.Binding.FilterBinder.Bind("tcp and @high", library)).Span.Column);
        Assert.Contains("did you mean 'loop'?", Assert.Throws<FilterException>(() => FilterParser.Parse("@lop", library)).Message, StringComparison.Ordinal);
        var deep = new SavedFilters(Enumerable.Range(0, 20).ToDictionary(static i => $"f{i}", static i => $"@f{i + 1} or @f{i + 1}"));
        Assert.Contains("within each other", Assert.Throws<FilterException>(() => FilterParser.Parse("@f0", deep)).Message, StringComparison.Ordinal);
        // Doubling is bounded by the tests of all together.
        var wide = new SavedFilters(new() { ["x"] = string.Join(" or ", Enumerable.Repeat("tcp", 300)) });
        Assert.Contains("more than 500 tests", Assert.Throws<FilterException>(() => FilterParser.Parse("@x or @x", wide)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_know_where_they_stand()
    {
        var and = Assert.IsType<AndNode>(FilterParser.Parse("tcp and src port 53"));
        Assert.Equal(0, and.Span.Start);
        Assert.Equal(19, and.Span.Length);
        Assert.Equal(8, and.Right.Span.Start);
        Assert.Equal(17, ((TermNode)and.Right).Values.Values[0].Span.Start);
    }

    [Fact]
    public void Depth_length_and_terms_have_limits()
    {
        Assert.Equal("tcp", FilterParser.Parse(new string('(', 64) + "tcp" + new string(')', 64)).ToString());
        Assert.Contains("64", Assert.Throws<FilterException>(() => FilterParser.Parse(new string('(', 65) + "tcp" + new string(')', 65))).Message, StringComparison.Ordinal);
        Assert.Throws<FilterException>(() => FilterParser.Parse(string.Concat(Enumerable.Repeat("not ", 100_000))));
        Assert.Throws<FilterException>(() => FilterParser.Parse(string.Concat(Enumerable.Repeat("!", 60_000)) + "tcp"));
        Assert.Throws<FilterException>(() => FilterParser.Parse("tcp" + string.Concat(Enumerable.Repeat(" or tcp", 500))));
        Assert.Throws<FilterException>(() => FilterParser.Parse(new string(' ', FilterLimits.MaxLength + 1)));
        FilterParser.Parse("tcp" + string.Concat(Enumerable.Repeat(" or tcp", 499)));
    }

    [Fact]
    public void Every_column_and_every_filter_word_names_a_field()
    {
        foreach (Flows.Columns.FlowColumn column in Flows.Columns.FlowColumns.All)
        {
            Assert.Equal([column], FilterVocabulary.Find(column.Name)!.Columns);
            if (column.FilterWords is { } words) Assert.Equal([column], FilterVocabulary.Find(words)!.Columns);
        }
    }
}
