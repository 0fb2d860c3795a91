using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

public class FilterCompletionTests
{
    [Theory]
    [InlineData("", 0, "tcp", "src", "port", "not", "any", "(", "@office")]
    [InlineData("sr", 0, "src", "src_addr", "src_port")]
    [InlineData("tcp and s", 8, "sctp", "src", "src_as")]
    [InlineData("tcp ", 4, "and", "or")]
    [InlineData("tcp a", 4, "and")]
    [InlineData("src ", 4, "ip", "port", "net", "as", "tag", "country")]
    [InlineData("src p", 4, "port")]
    [InlineData("proto ", 6, "tcp", "udp", "=", "in [")]
    [InlineData("proto u", 6, "udp", "udplite")]
    [InlineData("proto = ", 8, "tcp")]
    [InlineData("proto in [tcp ", 14, "udp", "]")]
    [InlineData("flags ", 6, "S", "A")]
    [InlineData("dscp e", 5, "ef")]
    [InlineData("app ", 4, "like", "~", "=")]
    [InlineData("(tcp ", 5, "and", ")")]
    [InlineData("@of", 0, "@office")]
    [InlineData("co", 0, "country", "container")]
    [InlineData("tcp and dst_", 8, "dst_tag", "dst_country")]
    [InlineData("tag ", 4, "=", "like", "in [")]
    [InlineData("bytes > 1k and pack", 15, "packets")]
    public void What_may_come_is_told(string text, int start, params string[] expected)
    {
        FilterCompletions told = FilterCompletion.At(text, text.Length, RandomFilters.Library);
        Assert.Equal(start, told.Start);
        string[] words = [.. told.Candidates.Select(static candidate => candidate.Text)];
        Assert.All(expected, word => Assert.Contains(word, words));
        Assert.All(told.Candidates, static candidate => Assert.NotEmpty(candidate.Meaning));
        Assert.Equal(words.Length, words.Distinct().Count());
    }

    [Theory]
    [InlineData("prot 5 and ")]
    [InlineData("tcp udp ")]
    [InlineData("; ")]
    [InlineData("app 'dns")]
    [InlineData("port 80 #")]
    public void Nothing_is_told_where_the_text_before_is_wrong_or_is_no_filter(string text) => Assert.DoesNotContain(FilterCompletion.At(text, text.Length).Candidates, static candidate => candidate.Text == "src");

    [Fact]
    public void A_value_without_a_list_is_described()
    {
        Assert.Contains("10.0.0.0/8", FilterCompletion.At("src net ", 8).Wanted, StringComparison.Ordinal);
        Assert.Contains("500ms", FilterCompletion.At("duration > ", 11).Wanted, StringComparison.Ordinal);
        Assert.Null(FilterCompletion.At("tcp ", 4).Wanted);
    }

    [Fact]
    public void What_stands_behind_the_cursor_does_not_matter()
    {
        Assert.Contains(FilterCompletion.At("src po 80 ; nonsense", 6).Candidates, static candidate => candidate.Text == "port");
        Assert.Equal(0, FilterCompletion.At("tcp", -5).Start);
        Assert.Equal(0, FilterCompletion.At("tcp", 99).Start);
    }

    [Fact]
    public void Every_candidate_leads_on()
    {
        // Taking any candidate again and again gives beginnings of filters, never a dead end.
        var random = new Random(17);
        for (int i = 0; i < 300; i++)
        {
            string text = "";
            for (int word = 0; word < 6; word++)
            {
                IReadOnlyList<FilterCandidate> candidates = FilterCompletion.At(text, text.Length, RandomFilters.Library).Candidates;
                if (candidates.Count == 0) break;
                text += candidates[random.Next(candidates.Count)].Text + " ";
            }

            FilterCompletions end = FilterCompletion.At(text, text.Length, RandomFilters.Library);
            Assert.True(end.Candidates.Count > 0 || end.Wanted is not null, text);
        }
    }

    [Theory]
    [InlineData("src port 80 and not tcp", "Field Field Value Keyword Keyword Test")]
    [InlineData("bytes>10k||app ~ '^x'", "Field Operator Value Keyword Field Operator Text")]
    [InlineData("proto in [tcp, 17] # why", "Field Operator Punctuation Value Punctuation Value Punctuation Comment")]
    [InlineData("src and dst net 10.0.0.0/8", "Field Field Field Field Value")]
    [InlineData("@office or (proto udp)", "Saved Keyword Punctuation Field Value Punctuation")]
    [InlineData("tcp ; 'x", "Test Error Error")]
    [InlineData("", "")]
    public void Pieces_are_told_apart(string text, string kinds) => Assert.Equal(kinds, string.Join(' ', FilterHighlighting.Pieces(text).Select(static piece => piece.Kind)));

    [Fact]
    public void Any_text_is_divided_completed_and_never_fails()
    {
        var random = new Random(18);
        var filters = new RandomFilters(19);
        char[] letters = [.. "()[]!&|<>=~@,'\"#-:/.0159akmGsSAx \n\t\0é\uD83D"];
        for (int i = 0; i < 5000; i++)
        {
            char[] changed = filters.Next(2).ToString().ToCharArray();
            for (int changes = random.Next(4); changes > 0; changes--) changed[random.Next(changed.Length)] = letters[random.Next(letters.Length)];
            string text = new(changed);
            int behind = 0;
            foreach (FilterPiece piece in FilterHighlighting.Pieces(text))
            {
                Assert.True(piece.Start >= behind && piece.Length > 0, text);
                Assert.True(string.IsNullOrWhiteSpace(text[behind..piece.Start]), text);
                behind = piece.Start + piece.Length;
            }

            Assert.True(string.IsNullOrWhiteSpace(text[behind..]), text);
            FilterCompletions told = FilterCompletion.At(text, random.Next(text.Length + 1), RandomFilters.Library);
            Assert.InRange(told.Start, 0, text.Length);
        }
    }
}
