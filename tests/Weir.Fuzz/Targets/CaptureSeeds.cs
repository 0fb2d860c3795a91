using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Fuzz.Targets;

/// <summary>Capture files: recorded ones, and made ones with what is rare.</summary>
internal static class CaptureSeeds
{
    public static IReadOnlyList<byte[]> Pcap() =>
        [CorpusFile.Octets("traffic.pcap"), CorpusFile.Octets("traffic-ns.pcap"), Made(bigEndian: false), Made(bigEndian: true)];

    public static IReadOnlyList<byte[]> PcapNg() => [CorpusFile.Octets("secrets.pcapng"), AllBlocks(bigEndian: false), AllBlocks(bigEndian: true)];

    private static byte[] Made(bool bigEndian)
    {
        using MemoryStream file = new();
        PcapWriter writer = new(file, bigEndian: bigEndian, nanoseconds: !bigEndian);
        for (int i = 0; i < 8; i++) writer.Write(i, new byte[i * 5]);
        return file.ToArray();
    }

    // Every block of the specification (draft-ietf-opsawg-pcapng, section 11.1), and one that is nobody's.
    private static byte[] AllBlocks(bool bigEndian)
    {
        const uint NameResolution = 4, Statistics = 5, Journal = 9, Secrets = 10, Custom = 0xBAD, CustomNoCopy = 0x40000BAD, Nobodys = 77;
        using MemoryStream file = new();
        PcapNgWriter writer = new(file);
        writer.Section(bigEndian);
        writer.Interface(timeResolution: 9, timeOffsetSeconds: 1);
        writer.Interface(LinkType.RawIp, snapLength: 7, timeResolution: 0x8A);
        writer.Enhanced(0, 1, new byte[13]);
        writer.Simple(new byte[11]);
        writer.Obsolete(1, 1, new byte[2]);
        foreach (uint type in (uint[])[NameResolution, Statistics, Journal, Secrets, Custom, CustomNoCopy, Nobodys]) writer.Block(type, new byte[24]);
        writer.Section(!bigEndian);
        writer.Interface();
        writer.Enhanced(0, 1, new byte[30], wireLength: 1500);
        return file.ToArray();
    }
}
