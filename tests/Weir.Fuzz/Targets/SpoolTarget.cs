using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Spooling;
using Weir.Testing;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>
/// A spool that an earlier run left. An even first octet leaves a segment as damage made it: what is read was written. An odd one gives
/// its frames true sums again, as a foreign program could: what is read only has to be bounded.
/// </summary>
internal sealed class SpoolTarget : IFuzzTarget
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HashSet<string> _written = [.. CorpusFile.Datagrams("ipfix.pcap").Select(Convert.ToHexString)];

    public string Name => "spool";

    public IReadOnlyList<byte[]> Corpus { get; } = [[0, .. Write()], [1, .. Write()]];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        bool isForeign = (input[0] & 1) != 0;
        byte[] segment = input[1..].ToArray();
        if (isForeign) SumAgain(segment);
        string directory = Directory.CreateDirectory(_directory["spool"]).FullName;
        File.Delete(Path.Combine(directory, "cursor"));
        File.WriteAllBytes(Path.Combine(directory, "0000000000000007.spool"), segment);
        using Spool spool = Spool.Open(new SpoolOptions { Directory = directory });
        int messages = 0;
        while (spool.TryPeek(out ReadOnlySpan<byte> message))
        {
            if (!isForeign) Assert.Contains(Convert.ToHexString(message), _written);
            spool.Consume();
            messages++;
            Assert.True(messages * SpoolFrame.HeaderSize <= segment.Length);
        }

        spool.Clear();
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] Write()
    {
        using MemoryStream segment = new();
        segment.Write(SpoolFrame.Magic);
        byte[] frame = new byte[SpoolFrame.MaxSize];
        SpoolFrameKind kind = SpoolFrameKind.Opening;
        foreach (byte[] message in CorpusFile.Datagrams("ipfix.pcap"))
        {
            segment.Write(frame.AsSpan(0, SpoolFrame.Write(kind, message, frame)));
            kind = SpoolFrameKind.Message;
        }

        return segment.ToArray();
    }

    private static void SumAgain(Span<byte> segment)
    {
        const int LengthOffset = 2, SumOffset = 4;
        for (int at = SpoolFrame.Magic.Length; at + SpoolFrame.HeaderSize <= segment.Length;)
        {
            Span<byte> frame = segment[at..];
            int length = BitConverter.ToUInt16(frame[LengthOffset..]);
            if (frame.Length < SpoolFrame.HeaderSize + length) return;
            BitConverter.TryWriteBytes(frame[SumOffset..], SpoolFrame.Sum(frame[..SumOffset], frame.Slice(SpoolFrame.HeaderSize, length)));
            at += SpoolFrame.HeaderSize + length;
        }
    }
}
