using System.Buffers.Binary;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Tests.Transport;

/// <summary>IPFIX messages of one record each, numbered by their sequence number; the first may carry the template.</summary>
internal static class NumberedMessage
{
    public const ushort TemplateId = 300;
    public const int RecordLength = 8;

    public static byte[] Make(uint number, bool withTemplate = false, uint domain = 7, int records = 1, ushort element = 1)
    {
        var writer = new IpfixMessageWriter(new byte[IpfixHeader.Size + 32 + records * RecordLength]);
        if (withTemplate) Assert.True(writer.TryWriteTemplate(new TemplateRecord(TemplateId, [new FieldSpecifier(element, RecordLength)])));
        Assert.Equal(records, writer.ReserveRecords(TemplateId, RecordLength, records, out Span<byte> octets));
        octets.Fill((byte)number);
        return writer.Finish(1_700_000_000 + number, number, domain).ToArray();
    }

    public static IpfixHeader Header(ReadOnlySpan<byte> message)
    {
        Assert.Equal(DecodeStatus.Ok, IpfixHeader.TryRead(message, out IpfixHeader header));
        return header;
    }

    /// <summary>Template ids that a message defines.</summary>
    public static List<ushort> Templates(ReadOnlySpan<byte> message)
    {
        var ids = new List<ushort>();
        Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(message, out _, out SetReader sets));
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind is not (SetKind.Templates or SetKind.OptionsTemplates)) continue;
            var records = new TemplateSetReader(set, TemplateLimits.Default);
            while (records.TryRead(out RawTemplate template)) ids.Add(template.TemplateId);
        }

        return ids;
    }

    /// <summary>Whether a message has data sets.</summary>
    public static bool HasData(ReadOnlySpan<byte> message)
    {
        Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(message, out _, out SetReader sets));
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind == SetKind.Data) return true;
        }

        return false;
    }

    /// <summary>The first whole message of a stream, or nothing.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> stream)
    {
        if (stream.Length < IpfixHeader.Size) return default;
        Assert.Equal(IpfixHeader.Version, BinaryPrimitives.ReadUInt16BigEndian(stream));
        int length = BinaryPrimitives.ReadUInt16BigEndian(stream[2..]);
        return stream.Length < length ? default : stream[..length];
    }
}
