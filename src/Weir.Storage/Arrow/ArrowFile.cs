using System.Buffers.Binary;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Arrow;

/// <summary>
/// Writes the rows of a result as a file of Arrow's IPC format (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format), which pandas,
/// polars and Spark map into memory:
/// <code>
/// ARROW1 0 0 | message: columns | message and body: rows | … | ffffffff 00000000 | footer | its octets (4) | ARROW1
/// message: ffffffff | octets of the metadata, filled up to eight (4) | metadata
/// </code>
/// </summary>
internal sealed class ArrowFile
{
    // Rows of a record batch: what readers take at a time; a column of it fits a processor's cache.
    private const int BatchRows = 1 << 16;

    private const int Alignment = 8;
    private const uint Continuation = uint.MaxValue;
    private static readonly byte[] Magic = "ARROW1"u8.ToArray();
    private static readonly byte[] Filling = new byte[Alignment];

    private readonly Stream _stream;
    private readonly ArrowColumn[] _columns;
    private readonly List<ArrowMessages.Block> _blocks = [];
    private long _at;
    private int _rows;

    private ArrowFile(Stream stream, ArrowColumn[] columns) => (_stream, _columns) = (stream, columns);

    /// <summary>Writes all rows.</summary>
    /// <param name="stream">The file, empty.</param>
    /// <param name="result">The rows.</param>
    /// <param name="isTime">Which columns are nanoseconds since 1970.</param>
    /// <param name="cancellationToken">Stops it between two chunks.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="DuckDbException">The rows could not be worked out.</exception>
    internal static long Write(Stream stream, DuckDbResult result, Func<string, bool> isTime, CancellationToken cancellationToken)
    {
        ArrowColumn[] columns = [.. Enumerable.Range(0, result.ColumnCount).Select(column => new ArrowColumn(result.ColumnName(column), ArrowType.Of(result.ColumnType(column), isTime(result.ColumnName(column)))))];
        var file = new ArrowFile(stream, columns);
        long rows = 0;
        file.Put([.. Magic, 0, 0]);
        file.PutMessage(ArrowMessages.Schema(columns));
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int i = 0; i < columns.Length; i++) columns[i].Append(chunk, i);
                file._rows += chunk.Count;
                rows += chunk.Count;
            }

            if (file._rows >= BatchRows) file.PutBatch();
            cancellationToken.ThrowIfCancellationRequested();
        }

        file.PutBatch();
        file.End();
        return rows;
    }

    private void PutBatch()
    {
        if (_rows == 0) return;
        List<ReadOnlyMemory<byte>> buffers = [.. _columns.SelectMany(static column => column.Buffers)];
        List<(long, long)> places = [];
        long octets = 0;
        foreach (ReadOnlyMemory<byte> buffer in buffers)
        {
            places.Add((octets, buffer.Length));
            octets += Filled(buffer.Length);
        }

        long offset = _at;
        int metadata = PutMessage(ArrowMessages.RecordBatch(_rows, _columns, places, octets));
        foreach (ReadOnlyMemory<byte> buffer in buffers)
        {
            Put(buffer.Span);
            Fill();
        }

        _blocks.Add(new(offset, metadata, octets));
        foreach (ArrowColumn column in _columns) column.Clear();
        _rows = 0;
    }

    /// <summary>Writes a message's metadata, and gives its octets with what stands before it.</summary>
    private int PutMessage(FlatBuffer metadata)
    {
        long octets = Filled(metadata.Octets.Length);
        Put32(Continuation);
        Put32((uint)octets);
        Put(metadata.Octets);
        Fill();
        return (int)(2 * sizeof(uint) + octets);
    }

    private void End()
    {
        Put32(Continuation);
        Put32(0);
        FlatBuffer footer = ArrowMessages.Footer(_columns, _blocks);
        Put(footer.Octets);
        Put32((uint)footer.Octets.Length);
        Put(Magic);
    }

    private static long Filled(long octets) => (octets + Alignment - 1) / Alignment * Alignment;

    private void Fill() => Put(Filling.AsSpan(0, (int)(Filled(_at) - _at)));

    private void Put32(uint value)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        Put(octets);
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        _stream.Write(octets);
        _at += octets.Length;
    }
}
