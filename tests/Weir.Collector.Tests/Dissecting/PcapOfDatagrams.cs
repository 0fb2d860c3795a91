using System.Buffers.Binary;
using Weir.Testing.Messages;

namespace Weir.Collector.Tests.Dissecting;

/// <summary>A capture file of UDP datagrams over IPv4, for programs that read nothing else.</summary>
internal static class PcapOfDatagrams
{
    private const uint LinkTypeRawIp = 101;

    public static byte[] Of(int destinationPort, params ReadOnlySpan<byte[]> payloads)
    {
        var file = Begin();
        foreach (byte[] payload in payloads) Add(file, destinationPort, 1, payload);
        return [.. file];
    }

    /// <summary>Datagrams of several hosts of 192.0.2.0/24.</summary>
    public static byte[] OfHosts(int destinationPort, params ReadOnlySpan<(byte Host, byte[] Payload)> datagrams)
    {
        var file = Begin();
        foreach ((byte host, byte[] payload) in datagrams) Add(file, destinationPort, host, payload);
        return [.. file];
    }

    private static List<byte> Begin()
    {
        var file = new List<byte>();
        AddLittleEndian(file, 0xA1B2C3D4, 0x0004_0002, 0, 0, 65535, LinkTypeRawIp);
        return file;
    }

    private static void Add(List<byte> file, int destinationPort, byte host, byte[] payload)
    {
        byte[] packet = new Octets()
            .U8(0x45, 0).U16(28 + payload.Length, 0, 0).U8(64, 17).U16(0).Raw(192, 0, 2, host).Ip("198.51.100.2")
            .U16(40000, destinationPort, 8 + payload.Length, 0).Raw(payload).ToArray();
        AddLittleEndian(file, 0, 0, (uint)packet.Length, (uint)packet.Length);
        file.AddRange(packet);
    }

    private static void AddLittleEndian(List<byte> file, params ReadOnlySpan<uint> values)
    {
        Span<byte> octets = stackalloc byte[4];
        foreach (uint value in values)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
            file.AddRange(octets);
        }
    }
}
