using Weir.Storage.Exports;
using Weir.Testing;

namespace Weir.Storage.Tests.Exports;

public sealed class ContentNameTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(40 << 20)]
    public void The_same_octets_have_the_same_name_and_others_have_another(int length)
    {
        byte[] octets = new byte[length + 1];
        new Random(length).NextBytes(octets);
        var names = new HashSet<string> { NameOf(octets[..length]), NameOf(octets) };
        // One octet of each piece.
        int changes = 0;
        for (int at = 0; at < length; at += length / 3)
        {
            changes++;
            octets[at] ^= 1;
            names.Add(NameOf(octets));
            octets[at] ^= 1;
        }

        Assert.Equal(2 + changes, names.Count);
        Assert.Contains(NameOf(octets), names);
        Assert.All(names, static name => Assert.Matches("^import-[0-9a-f]{32}$", name));
    }

    private string NameOf(byte[] octets)
    {
        string path = _directory["file"];
        File.WriteAllBytes(path, octets);
        return ContentName.OfFile(path);
    }
}
