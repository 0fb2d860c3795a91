using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.PcapFile;

public sealed class CaptureFileFuzzTests
{
    private const int Turns = 6000;

    /// <summary>Any octets are refused when opened, or read to an end; no packet reaches out of the file.</summary>
    [Fact]
    public void No_mutation_throws_or_reads_without_end()
    {
        byte[][] seeds = [Pcap(bigEndian: false), Pcap(bigEndian: true), PcapNg(bigEndian: false), PcapNg(bigEndian: true)];
        Random random = new(20260102);
        PacketBatch batch = new();
        for (int turn = 0; turn < Turns; turn++)
        {
            byte[] file = [.. seeds[turn % seeds.Length]];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            file = file[..random.Next(file.Length + 1)];
            ReadToItsEnd(file, batch);
        }
    }

    private static void ReadToItsEnd(byte[] file, PacketBatch batch)
    {
        CaptureFileSource source;
        try
        {
            source = CaptureFile.Open(new MemoryStream(file), "fuzz");
        }
        catch (CaptureFileException)
        {
            return;
        }

        using (source)
        {
            long octets = 0;
            PacketReadStatus status;
            while ((status = source.Read(batch)) == PacketReadStatus.Packets)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    octets += batch[i].CapturedLength + 12;
                    Assert.True(batch[i].WireLength >= batch[i].CapturedLength);
                    _ = batch[i].Octets.IndexOf((byte)0);
                }

                Assert.True(octets <= file.Length);
            }

            Assert.True(status is PacketReadStatus.End or PacketReadStatus.Truncated);
        }
    }

    private static byte[] Pcap(bool bigEndian)
    {
        using MemoryStream file = new();
        PcapWriter writer = new(file, bigEndian: bigEndian);
        for (int i = 0; i < 8; i++) writer.Write(i, new byte[i * 5]);
        return file.ToArray();
    }

    private static byte[] PcapNg(bool bigEndian)
    {
        using MemoryStream file = new();
        PcapNgWriter writer = new(file);
        writer.Section(bigEndian);
        writer.Interface(timeResolution: 9, timeOffsetSeconds: 1);
        writer.Interface(LinkType.RawIp, snapLength: 7);
        writer.Enhanced(0, 1, new byte[13]);
        writer.Simple(new byte[11]);
        writer.Obsolete(1, 1, new byte[2]);
        writer.Block(77, new byte[12]);
        writer.Section(!bigEndian);
        writer.Interface();
        writer.Enhanced(0, 1, new byte[30]);
        return file.ToArray();
    }
}
