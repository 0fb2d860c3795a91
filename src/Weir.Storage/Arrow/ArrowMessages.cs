namespace Weir.Storage.Arrow;

/// <summary>
/// Arrow's metadata as FlatBuffers (Schema.fbs, Message.fbs and File.fbs of the format's version 5). The numbers are those of the fields there.
/// </summary>
internal static class ArrowMessages
{
    /// <summary>MetadataVersion V5.</summary>
    private const short Version = 4;

    private const byte SchemaHeader = 1, RecordBatchHeader = 3;
    private const short Double = 2, Nanosecond = 3;
    private const int StructOctets = 16, BlockOctets = 24, ReferenceOctets = sizeof(uint);

    /// <summary>Where a record batch stands in a file.</summary>
    internal readonly record struct Block(long Offset, int MetadataOctets, long BodyOctets);

    /// <summary>A message of the columns.</summary>
    internal static FlatBuffer Schema(IReadOnlyList<ArrowColumn> columns)
    {
        var buffer = new FlatBuffer();
        int message = Message(buffer, SchemaHeader, 0);
        Schema(buffer, FlatBuffer.Place(message, 2), columns);
        return buffer;
    }

    /// <summary>A message of a record batch.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="columns">What is told of each column: rows, and those without value.</param>
    /// <param name="buffers">Where each buffer stands in the body, and its octets.</param>
    /// <param name="bodyOctets">Octets of the body.</param>
    internal static FlatBuffer RecordBatch(int rows, IReadOnlyList<ArrowColumn> columns, IReadOnlyList<(long Offset, long Octets)> buffers, long bodyOctets)
    {
        var buffer = new FlatBuffer();
        int message = Message(buffer, RecordBatchHeader, bodyOctets);
        int batch = buffer.Table(FlatBuffer.Place(message, 2), 4, 0, 1, 2);
        buffer.Set(FlatBuffer.Place(batch, 0), rows);
        int at = buffer.Vector(FlatBuffer.Place(batch, 1), columns.Count, StructOctets);
        foreach (ArrowColumn column in columns)
        {
            buffer.Set(at, rows);
            buffer.Set(at + 8, column.Nulls);
            at += StructOctets;
        }

        at = buffer.Vector(FlatBuffer.Place(batch, 2), buffers.Count, StructOctets);
        foreach ((long offset, long octets) in buffers)
        {
            buffer.Set(at, offset);
            buffer.Set(at + 8, octets);
            at += StructOctets;
        }

        return buffer;
    }

    /// <summary>The end of a file: the columns again, and where the record batches stand.</summary>
    internal static FlatBuffer Footer(IReadOnlyList<ArrowColumn> columns, IReadOnlyList<Block> batches)
    {
        var buffer = new FlatBuffer();
        int footer = buffer.Table(0, 5, 0, 1, 2, 3);
        buffer.Set(FlatBuffer.Place(footer, 0), Version);
        Schema(buffer, FlatBuffer.Place(footer, 1), columns);
        buffer.Vector(FlatBuffer.Place(footer, 2), 0, BlockOctets);
        int at = buffer.Vector(FlatBuffer.Place(footer, 3), batches.Count, BlockOctets);
        foreach (Block block in batches)
        {
            buffer.Set(at, block.Offset);
            buffer.Set(at + 8, block.MetadataOctets);
            buffer.Set(at + 16, block.BodyOctets);
            at += BlockOctets;
        }

        return buffer;
    }

    // Message { version, header_type, header, bodyLength, custom_metadata }
    private static int Message(FlatBuffer buffer, byte header, long bodyOctets)
    {
        int message = buffer.Table(0, 5, 0, 1, 2, 3);
        buffer.Set(FlatBuffer.Place(message, 0), Version);
        buffer.Set(FlatBuffer.Place(message, 1), header);
        buffer.Set(FlatBuffer.Place(message, 3), bodyOctets);
        return message;
    }

    // Schema { endianness, fields, custom_metadata, features }; little-endian is what it is by itself.
    private static void Schema(FlatBuffer buffer, int place, IReadOnlyList<ArrowColumn> columns)
    {
        int schema = buffer.Table(place, 4, 1);
        int fields = buffer.Vector(FlatBuffer.Place(schema, 0), columns.Count, ReferenceOctets);
        for (int i = 0; i < columns.Count; i++) Field(buffer, fields + ReferenceOctets * i, columns[i]);
    }

    // Field { name, nullable, type_type, type, dictionary, children, custom_metadata }
    private static void Field(FlatBuffer buffer, int place, ArrowColumn column)
    {
        int field = buffer.Table(place, 7, 0, 1, 2, 3, 5);
        buffer.Text(FlatBuffer.Place(field, 0), column.Name);
        buffer.Set(FlatBuffer.Place(field, 1), 1);
        buffer.Set(FlatBuffer.Place(field, 2), column.Type.Kind);
        Type(buffer, FlatBuffer.Place(field, 3), column.Type);
        buffer.Vector(FlatBuffer.Place(field, 4), 0, ReferenceOctets);
    }

    private static void Type(FlatBuffer buffer, int place, ArrowType type)
    {
        switch (type.Kind)
        {
            case ArrowType.Integer: // Int { bitWidth, is_signed }
                int integer = buffer.Table(place, 2, 0, 1);
                buffer.Set(FlatBuffer.Place(integer, 0), 8 * type.Octets);
                buffer.Set(FlatBuffer.Place(integer, 1), type.IsSigned ? 1 : 0);
                break;
            case ArrowType.FloatingPoint: // FloatingPoint { precision }
                buffer.Set(FlatBuffer.Place(buffer.Table(place, 1, 0), 0), Double);
                break;
            case ArrowType.Timestamp: // Timestamp { unit, timezone }
                int time = buffer.Table(place, 2, 0, 1);
                buffer.Set(FlatBuffer.Place(time, 0), Nanosecond);
                buffer.Text(FlatBuffer.Place(time, 1), "UTC");
                break;
            default: // Utf8 {}
                buffer.Table(place, 0);
                break;
        }
    }
}
