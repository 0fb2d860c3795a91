using Weir.Import.Formats;

namespace Weir.Import.Tests.Formats;

public sealed class SeparatorScanTests
{
    [Fact]
    public void Every_separator_is_found_and_then_the_end()
    {
        var random = new Random(20261122);
        for (int round = 0; round < 2000; round++)
        {
            byte[] text = new byte[random.Next(200)];
            for (int i = 0; i < text.Length; i++) text[i] = (byte)"ab,"[random.Next(round % 2 + 2)];
            int[] expected = [.. Enumerable.Range(0, text.Length).Where(at => text[at] == ','), text.Length, text.Length];
            var found = new List<int>();
            var scan = new SeparatorScan(text, (byte)',');
            foreach (int _ in expected) found.Add(scan.Next());
            Assert.Equal(expected, found);
        }
    }
}
