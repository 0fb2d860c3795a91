using System.Text;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The filter language: a text is understood, or refused with a place in it. What is understood reads the same when it is printed.</summary>
internal sealed class FilterTarget : IFuzzTarget, IFilterLibrary
{
    public string Name => "filter";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. new[]
    {
        "src net 10.0.0.0/8 and dst port 443", "tcp and not port 22", "host 192.0.2.1 and bytes > 1M", "proto in [tcp udp 47] and (src port 53 or dst port 53)",
        "not (ipv6 and packets >= 10k) || flags SA", "src host 2001:db8::1 && ! dst net 2001:db8::/32", "duration > 500ms and tos = 0x10",
        "src port > dst port and app like 'dns%' or app ~ '^(a|b)+$'", "tcp src 10.0.0.1 and dscp ef", "src and dst net 10.0.0.0/8 and bytes gt 10k", "@saved or not @saved",
        "port 1024-65535 or mac 00:1b:21:aa:bb:cc", "any",
    }.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<byte[]> Words { get; } = [.. FilterVocabulary.All.Select(static field => " " + field.Phrase + " ")
        .Concat([" and ", " or ", " not ", " in ", "(", ")", "[", "]", ",", "=", "!=", "<=", ">=", "<", ">", "&&", "||", "!", "~", "!~", " like ", "@saved", "src or dst ", "%", "(?i)", "[a-z]{1,9}", "'", "\"", "#"])
        .Concat(["\n", "10.0.0.0/8", "::/0", "1-2", "0x", "1.5G", "SA", "tcp", "\0", "-1h"])
        .Select(Encoding.UTF8.GetBytes)];

    public IEnumerable<string> Names => ["saved"];

    public string? Find(string name) => name == "saved" ? "tcp and (port 80 or @saved2)" : name == "saved2" ? "udp" : null;

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        int behind = 0;
        foreach (FilterPiece piece in FilterHighlighting.Pieces(text))
        {
            Assert.InRange(piece.Start, behind, text.Length);
            behind = piece.Start + piece.Length;
        }

        Assert.InRange(behind, 0, text.Length);
        FilterCompletion.At(text, text.Length / 2, this);
        try
        {
            FilterNode node = FilterParser.Parse(text, this);
            FilterBinder.Bind(node);
            string printed = node.ToString()!;
            Assert.Equal(printed, FilterParser.Parse(printed, this).ToString());
        }
        catch (FilterException e)
        {
            Assert.InRange(e.Span.Start, 0, text.Length);
            Assert.InRange(e.Span.Start + e.Span.Length, 0, text.Length);
        }
    }

    public void Dispose()
    {
    }
}
