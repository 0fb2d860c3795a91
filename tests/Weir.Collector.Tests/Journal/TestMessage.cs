using System.Buffers.Binary;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Journal;

/// <summary>A protocol as small as can be: 'T' and an id is a template, 'D', a template's id and a number is a record that needs it.</summary>
internal static class TestMessage
{
    public static readonly IpAddress Exporter = IpAddress.FromV4(0xC0000207);

    public static byte[] Template(byte id, int size = 2) => Sized(size, (byte)'T', id);

    public static byte[] Data(byte template, uint number, int size = 6)
    {
        byte[] message = Sized(size, (byte)'D', template);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(2), number);
        return message;
    }

    public static bool IsTemplate(ReadOnlySpan<byte> message, out byte id)
    {
        id = message.Length > 1 ? message[1] : default;
        return message.Length > 1 && message[0] == 'T';
    }

    public static bool IsData(ReadOnlySpan<byte> message, out byte template, out uint number)
    {
        bool isData = message.Length >= 6 && message[0] == 'D';
        template = isData ? message[1] : default;
        number = isData ? BinaryPrimitives.ReadUInt32LittleEndian(message[2..]) : 0;
        return isData;
    }

    public static void Send(this IDatagramSink sink, ReadOnlySpan<byte> payload, long timeNs = 1_000) =>
        sink.Accept(new ReceivedDatagram(timeNs, Exporter, 4739, payload));

    private static byte[] Sized(int size, byte kind, byte id)
    {
        byte[] message = new byte[size];
        for (int i = 2; i < size; i++) message[i] = (byte)(i * 31);
        message[0] = kind;
        message[1] = id;
        return message;
    }
}
