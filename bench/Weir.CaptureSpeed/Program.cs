using System.Diagnostics;
using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

// How long a packet takes: to read from a capture file, to read and parse, and to parse alone with everything in the cache.
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: Weir.CaptureSpeed FILE");
    return 2;
}

const int Rounds = 5;
const int HotFrames = 1024;
PacketBatch batch = new();
PacketFields[] fields = new PacketFields[PacketBatch.Capacity];
for (int round = 0; round < Rounds; round++)
    Console.WriteLine($"read {NanosecondsPerPacket(parse: false):F1} ns/packet, read and parse {NanosecondsPerPacket(parse: true):F1} ns/packet");
byte[][] frames = FirstFrames();
Hot("all", frames);
Hot("untagged IPv4 TCP", [.. frames.Where(static frame => frame is [_, _, _, _, _, _, _, _, _, _, _, _, 0x08, 0x00, 0x45, ..] && frame[23] == 6)]);
Hot("untagged IPv6", [.. frames.Where(static frame => frame is [_, _, _, _, _, _, _, _, _, _, _, _, 0x86, 0xDD, ..])]);
return 0;

double NanosecondsPerPacket(bool parse)
{
    using CaptureFileSource source = CaptureFile.Open(args[0]);
    long packets = 0;
    long start = Stopwatch.GetTimestamp();
    while (source.Read(batch) == PacketReadStatus.Packets)
    {
        packets += batch.Count;
        for (int i = 0; parse && i < batch.Count; i++)
        {
            ref CapturedPacket packet = ref batch[i];
            PacketParser.Parse(packet.Octets, packet.WireLength, packet.LinkType, packet.HasVlanTci, packet.VlanTci, ref fields[i]);
        }
    }

    return Stopwatch.GetElapsedTime(start).TotalNanoseconds / packets;
}

byte[][] FirstFrames()
{
    using CaptureFileSource source = CaptureFile.Open(args[0]);
    List<byte[]> kept = [];
    while (kept.Count < HotFrames && source.Read(batch) == PacketReadStatus.Packets)
    {
        for (int i = 0; i < batch.Count; i++) kept.Add(batch[i].Octets.ToArray());
    }

    return [.. kept];
}

void Hot(string name, byte[][] hot)
{
    if (hot.Length == 0) return;
    double best = double.MaxValue;
    for (int round = 0; round < Rounds; round++)
    {
        const int Turns = 2000;
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < hot.Length; i++)
                PacketParser.Parse(hot[i], hot[i].Length, LinkType.Ethernet, ref fields[i % PacketBatch.Capacity]);
        }

        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Turns / hot.Length);
    }

    Console.WriteLine($"parse alone, {name}: {best:F1} ns/packet");
}
