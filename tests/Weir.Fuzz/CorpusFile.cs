using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Packets;

namespace Weir.Fuzz;

/// <summary>Reads what lies in the folder Corpus; its README says where each file is from.</summary>
internal static class CorpusFile
{
    public static byte[] Octets(string name) => File.ReadAllBytes(RepositoryRoot.Path("tests/Weir.Fuzz/Corpus/" + name));

    /// <summary>The packets of a capture.</summary>
    public static IReadOnlyList<byte[]> Frames(string name)
    {
        List<byte[]> frames = [];
        using CaptureFileSource source = CaptureFile.Open(new MemoryStream(Octets(name)), name);
        PacketBatch batch = new();
        while (source.Read(batch) == PacketReadStatus.Packets)
        {
            for (int i = 0; i < batch.Count; i++) frames.Add(batch[i].Octets.ToArray());
        }

        return frames;
    }

    /// <summary>The UDP payloads of a capture.</summary>
    public static IReadOnlyList<byte[]> Datagrams(string name)
    {
        const int UdpHeader = 8;
        List<byte[]> payloads = [];
        foreach (byte[] frame in Frames(name))
        {
            PacketFields fields = default;
            if (PacketParser.Parse(frame, frame.Length, LinkType.Ethernet, ref fields) == PacketParseResult.Ip && fields.Protocol == IpProtocols.Udp)
                payloads.Add(frame[(fields.TransportOffset + UdpHeader)..]);
        }

        return payloads;
    }
}
