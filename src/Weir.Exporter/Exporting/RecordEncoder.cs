using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Exporting;

/// <summary>
/// Rows of a batch to fixed-length records, column by column: for each field one walk down the column's values and one
/// strided walk through the records. A row without a value gets 0.
/// </summary>
public static class RecordEncoder
{
    /// <summary>Longest text in a record, in octets: the most that a batch holds, which a single octet of length can tell (RFC 7011 section 7).</summary>
    public const int MaxText = FlowBatch.MaxText;

    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Writes the records of some rows.</summary>
    /// <param name="template">Which fields.</param>
    /// <param name="batch">Where the rows are.</param>
    /// <param name="rows">Row numbers, in the order of the records.</param>
    /// <param name="records">Room for exactly that many records without their texts; every octet is written but those of <see cref="FieldEncoding.Uptime"/>.</param>
    public static void Encode(ExportTemplate template, FlowBatch batch, ReadOnlySpan<ushort> rows, Span<byte> records)
    {
        int stride = template.RecordLength;
        ArgumentOutOfRangeException.ThrowIfNotEqual(records.Length, rows.Length * stride);
        if (rows.IsEmpty) return;
        int offset = 0;
        foreach (ExportField field in template.Fields.AsSpan(0, template.FixedFields))
        {
            ref byte first = ref records[offset];
            switch (field.Encoding)
            {
                case FieldEncoding.Octet: Walk<byte, OctetCodec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.UInt16: Walk<ushort, UInt16Codec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.UInt32: Walk<uint, UInt32Codec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.UInt64: Walk<ulong, UInt64Codec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.Milliseconds: Walk<long, MillisecondsCodec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.Ipv4: Walk<IpAddress, Ipv4Codec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.Ipv6: Walk<IpAddress, Ipv6Codec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.Mac: Walk<MacAddress, MacCodec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.LowerOctet: Walk<ushort, LowerOctetCodec>(batch, field.Column, rows, ref first, stride); break;
                case FieldEncoding.Uptime: break;
                case FieldEncoding.Label: WriteLabels(batch, field, rows, records[offset..], stride); break;
                default:
                    Walk<byte, OctetCodec>(batch, field.Column, rows, ref first, stride);
                    Walk<byte, OctetCodec>(batch, field.Second!, rows, ref Unsafe.Add(ref first, 1), stride);
                    break;
            }

            offset += field.Length;
        }
    }

    /// <summary>Writes the texts of a row, which follow its other fields.</summary>
    /// <param name="template">Which fields.</param>
    /// <param name="batch">Where the row is.</param>
    /// <param name="row">Its number.</param>
    /// <param name="to">Room for <see cref="MaxText"/> octets of each text and one more.</param>
    /// <returns>How many octets were written.</returns>
    public static int EncodeTexts(ExportTemplate template, FlowBatch batch, int row, Span<byte> to)
    {
        int at = 0;
        foreach (FlowColumn<BatchText> column in template.Texts)
        {
            ReadOnlySpan<byte> text = batch.Has(column) && batch.IsValid(column, row) ? batch.Text(column, row) : [];
            to[at++] = (byte)text.Length;
            text.CopyTo(to[at..]);
            at += text.Length;
        }

        return at;
    }

    // Generic over structs, so that each field type is a loop of its own with the codec inlined.
    private static void Walk<T, TCodec>(FlowBatch batch, FlowColumn column, ReadOnlySpan<ushort> rows, ref byte to, int stride)
        where T : unmanaged
        where TCodec : struct, ICodec<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(batch.Raw(column));
        ReadOnlySpan<ulong> validity = batch.Validity(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            bool isThere = (validity[row >> 6] >> row & 1) != 0;
            TCodec.Write(isThere ? values[row] : default, ref Unsafe.Add(ref to, i * stride));
        }
    }

    // Rare, and one loop for three columns.
    private static void WriteLabels(FlowBatch batch, ExportField field, ReadOnlySpan<ushort> rows, Span<byte> to, int stride)
    {
        ReadOnlySpan<uint> labels = MemoryMarshal.Cast<byte, uint>(batch.Raw(field.Column));
        ReadOnlySpan<byte> classes = batch.Raw(field.Second!);
        ReadOnlySpan<byte> depths = batch.Column(FlowColumns.MplsDepth);
        int place = field.Element.Id - ElementId.MplsTopLabelStackSection + 1;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            uint entry = 0;
            if (batch.IsValid(field.Column, row))
            {
                entry = labels[row] << 4;
                if (batch.IsValid(field.Second!, row)) entry |= (uint)classes[row] << 1;
                if (batch.IsValid(FlowColumns.MplsDepth, row) && depths[row] == place) entry |= 1;
            }

            to[i * stride] = (byte)(entry >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(to[(i * stride + 1)..], (ushort)entry);
        }
    }

    private interface ICodec<T>
    {
        static abstract void Write(T value, ref byte to);
    }

    private readonly struct OctetCodec : ICodec<byte>
    {
        public static void Write(byte value, ref byte to) => to = value;
    }

    private readonly struct LowerOctetCodec : ICodec<ushort>
    {
        public static void Write(ushort value, ref byte to) => to = (byte)value;
    }

    private readonly struct UInt16Codec : ICodec<ushort>
    {
        public static void Write(ushort value, ref byte to) => Unsafe.WriteUnaligned(ref to, BinaryPrimitives.ReverseEndianness(value));
    }

    private readonly struct UInt32Codec : ICodec<uint>
    {
        public static void Write(uint value, ref byte to) => Unsafe.WriteUnaligned(ref to, BinaryPrimitives.ReverseEndianness(value));
    }

    private readonly struct UInt64Codec : ICodec<ulong>
    {
        public static void Write(ulong value, ref byte to) => Unsafe.WriteUnaligned(ref to, BinaryPrimitives.ReverseEndianness(value));
    }

    private readonly struct MillisecondsCodec : ICodec<long>
    {
        public static void Write(long value, ref byte to) => UInt64Codec.Write((ulong)(value / NanosecondsPerMillisecond), ref to);
    }

    private readonly struct Ipv4Codec : ICodec<IpAddress>
    {
        public static void Write(IpAddress value, ref byte to) => UInt32Codec.Write(value.V4Bits, ref to);
    }

    private readonly struct Ipv6Codec : ICodec<IpAddress>
    {
        public static void Write(IpAddress value, ref byte to)
        {
            UInt64Codec.Write(value.High, ref to);
            UInt64Codec.Write(value.Low, ref Unsafe.Add(ref to, sizeof(ulong)));
        }
    }

    private readonly struct MacCodec : ICodec<MacAddress>
    {
        public static void Write(MacAddress value, ref byte to)
        {
            UInt16Codec.Write((ushort)(value.Bits >> 32), ref to);
            UInt32Codec.Write((uint)value.Bits, ref Unsafe.Add(ref to, sizeof(ushort)));
        }
    }
}
