using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The readers of capture files.</summary>
internal sealed class CaptureTarget(string name, IReadOnlyList<byte[]> corpus) : IFuzzTarget
{
    /// <summary>The shortest framing of a packet: a simple packet block.</summary>
    private const int Framing = 12;

    private readonly PacketBatch _batch = new();

    public string Name => name;

    public IReadOnlyList<byte[]> Corpus => corpus;

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        CaptureFileSource source;
        try
        {
            source = CaptureFile.Open(new MemoryStream(input.ToArray()), Name);
        }
        catch (CaptureFileException)
        {
            return;
        }

        using (source)
        {
            long octets = 0;
            PacketReadStatus status;
            while ((status = source.Read(_batch)) == PacketReadStatus.Packets)
            {
                for (int i = 0; i < _batch.Count; i++)
                {
                    octets += _batch[i].CapturedLength + Framing;
                    Assert.True(_batch[i].WireLength >= _batch[i].CapturedLength);
                    _ = _batch[i].Octets.IndexOf((byte)0);
                }

                Assert.True(octets <= input.Length);
            }

            Assert.True(status is PacketReadStatus.End or PacketReadStatus.Truncated);
        }
    }

    public void Dispose()
    {
    }
}
