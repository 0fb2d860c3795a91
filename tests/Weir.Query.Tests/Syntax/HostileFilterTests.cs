using Weir.Query.Binding;
using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

public class HostileFilterTests
{
    private static readonly string[] Tokens =
    [
        "and", "or", "not", "any", "in", "&&", "||", "!", "(", ")", "[", "]", ",", "=", "!=", "<", "<=", ">", ">=", "==", "#", "\n", "'", "\"", ";", "--",
        "0", "1", "65535", "65536", "18446744073709551615", "18446744073709551616", "99999999999999999999999999999999999999999", "-1", "1-", "-", "5-3", "1-2-3",
        "0x", "0xff", "0xffffffffffffffffff", "1.5G", "1.5", "Gi", "1Gi", "9e9", "1..2", "500ms", "-1h", "\0", "\u2603", "\uD800", "/", "1.2.3.4", "1.2.3.4/", "1.2.3.4/33", "10.0.0.0/8",
        "::1", "::/0", "::/129", "fe80::1%eth0", "00:1b:21:aa:bb:cc", "2026-11-20", "2026-11-20T08:00:00Z", "9999-99-99", "0001-01-01", "SA", "X", "tcp", "ip", "ipv6",
        .. FilterVocabulary.All.Select(field => field.Phrase), "src", "dst", "union", "select",
    ];

    [Fact]
    public void Token_soup_is_understood_or_refused_by_the_declared_error()
    {
        var random = new Random(11);
        int understood = 0;
        for (int i = 0; i < 50_000; i++)
            if (Try(string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Tokens[random.Next(Tokens.Length)])))) understood++;
        Assert.True(understood > 300, $"only {understood} of the soups were filters: the test tests little");
    }

    [Fact]
    public void Mutations_of_filters_are_understood_or_refused_by_the_declared_error()
    {
        var random = new Random(12);
        var filters = new RandomFilters(13);
        char[] letters = [.. "()[]!&|<>=,'\"#-:/.0159akmGsSAx \n\t\0\u00e9\uD83D"];
        int understood = 0;
        for (int i = 0; i < 50_000; i++)
        {
            char[] text = filters.Next(3).ToString().ToCharArray();
            for (int changes = 1 + random.Next(3); changes > 0; changes--) text[random.Next(text.Length)] = letters[random.Next(letters.Length)];
            if (Try(new string(text, 0, random.Next(4) == 0 ? random.Next(text.Length + 1) : text.Length))) understood++;
        }

        Assert.True(understood > 1_000, $"only {understood} of the mutations were filters: the test tests little");
    }

    private static bool Try(string text)
    {
        try
        {
            FilterBinder.Bind(text);
            return true;
        }
        catch (FilterException e)
        {
            Assert.InRange(e.Span.Start, 0, text.Length);
            Assert.InRange(e.Span.Start + e.Span.Length, 0, text.Length);
            return false;
        }
    }
}
