using System.IO.Compression;
using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Tests.Reading;

/// <summary>How logs are cut into lines and objects, whatever they are.</summary>
public sealed class LogUnitTests
{
    private const string Heading = "#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\tproto\n";
    private const string Line = "1795161600\t10.0.0.1\t10.0.0.2\ttcp";

    [Fact]
    public void Lines_end_with_a_line_feed_or_both_or_the_log()
    {
        LogReading log = LogReading.Of("zeek", "\uFEFF" + Heading.Replace("\n", "\r\n", StringComparison.Ordinal) + $"\n\r\n{Line}\r\n{Line}\n\n{Line}");
        Assert.Equal((3, 0L), (log.Records.Count, log.Import.Tally.Bad));
    }

    [Fact]
    public void A_line_that_is_too_long_is_counted_and_the_next_is_read()
    {
        LogReading log = LogReading.Of("zeek", $"{Heading}{Line}\n{new string('x', 3_000_000)}\n{Line}\n{Line}{new string('\t', 70_000)}\n{Line}\n", new() { MaxLine = 1000 });
        Assert.Equal((3, 2L), (log.Records.Count, log.Import.Tally[LogProblem.TooLong]));
        Assert.Equal([4L, 6L], log.Import.Tally.Samples.Select(static sample => sample.Line));
    }

    [Fact]
    public void An_object_that_is_too_long_ends_what_is_read_of_a_document()
    {
        string document = "[" + string.Join(",\n", Enumerable.Repeat("""{"connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2"},"end_time":"2026-11-20T08:00:00Z"}""", 3)) + ",\n{\"x\":\"" + new string('x', 4_000_000) + "\"}]";
        LogReading log = LogReading.Of("gcp", document, new() { MaxObject = 1_000_000 });
        Assert.Equal((3, 1L), (log.Records.Count, log.Import.Tally[LogProblem.TooLong]));
        Assert.Equal(4, Assert.Single(log.Import.Tally.Samples).Line);
    }

    [Fact]
    public void Braces_and_quotes_in_texts_end_nothing()
    {
        LogReading log = LogReading.Of("gcp", """
            [ {"a":"}{\"}\\","connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2"},"end_time":"2026-11-20T08:00:00Z"} , junk
              {"connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.\u0032"},"end_time":"2026-11-20T08:00:00Z"} ]
            """);
        Assert.Equal((2, 1L), (log.Records.Count, log.Import.Tally[LogProblem.Json]));
    }

    [Fact]
    public void Cut_at_any_octet_what_was_whole_is_there()
    {
        foreach ((string kind, string fixture) in (ReadOnlySpan<(string, string)>)[("zeek", "zeek-conn.log"), ("azure", "azure-nsg-v2.json"), ("gcp", "gcp-vpc.ndjson")])
        {
            byte[] octets = LogReading.Fixture(fixture);
            long whole = LogReading.Of(kind, octets).Import.Records;
            for (int length = 0; length < octets.Length; length += 7)
            {
                try
                {
                    Assert.InRange(LogReading.Of(kind, octets[..length]).Import.Records, 0, whole);
                }
                catch (LogFileException)
                {
                    // Within the heading.
                }
            }
        }
    }

    [Fact]
    public void What_is_packed_in_several_parts_is_read_and_what_is_broken_is_said()
    {
        byte[] Packed(string text)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
            return packed.ToArray();
        }

        byte[] both = [.. Packed(Heading + Line + "\n"), .. Packed(Line + "\n")];
        Assert.Equal(2, LogReading.Of("zeek", both).Records.Count);
        both[20] ^= 0xFF;
        Assert.Throws<LogFileException>(() => LogReading.Of("zeek", both));
        Assert.Empty(LogReading.Of("zeek", []).Records);
        LogFileException missing = Assert.Throws<LogFileException>(() => LogFile.Open("/no/such/log"));
        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
    }
}
