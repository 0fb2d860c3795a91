using System.Buffers.Binary;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>Reads the wire format of protocol buffers (protobuf.dev, «Encoding»), as far as OTLP's metrics need it.</summary>
/// <param name="Number">Which field.</param>
/// <param name="Value">A varint, or the bits of a fixed field.</param>
/// <param name="Octets">The octets of a text or a message.</param>
internal readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Octets)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Octets.Span);

    /// <summary>The fields of a message.</summary>
    public static IEnumerable<ProtobufField> In(ReadOnlyMemory<byte> message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message.Span, ref at);
            ulong value = 0;
            ReadOnlyMemory<byte> octets = default;
            switch (tag & 7)
            {
                case 0:
                    value = Varint(message.Span, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]);
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)Varint(message.Span, ref at);
                    octets = message.Slice(at, length);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }

            yield return new((int)(tag >> 3), value, octets);
        }
    }

    /// <summary>The messages in a field of this one.</summary>
    public IEnumerable<ProtobufField> Fields(int number) => In(Octets).Where(field => field.Number == number);

    private static ulong Varint(ReadOnlySpan<byte> octets, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte octet = octets[at++];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return value;
        }
    }
}
