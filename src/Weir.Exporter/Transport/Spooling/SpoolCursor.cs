using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.Exporter.Transport.Spooling;

/// <summary>
/// The file that says up to where the spool has been acknowledged, so that a new run does not send it all again. It is also the
/// lock of the directory. Where it is damaged the spool is sent from its start: again, but not lost.
/// </summary>
internal sealed class SpoolCursor : IDisposable
{
    private const string FileName = "cursor";
    private const int SumOffset = 16;
    private const int Size = SumOffset + sizeof(uint);

    private readonly SafeFileHandle _file;
    private readonly byte[] _octets = new byte[Size];

    private SpoolCursor(SafeFileHandle file) => _file = file;

    /// <summary>Opens and locks it.</summary>
    /// <exception cref="IOException">Another exporter uses the directory, or it cannot be written.</exception>
    public static SpoolCursor Open(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            return new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"spool {directory} cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new IOException($"spool {directory} cannot be used, or another exporter uses it: {e.Message}", e);
        }
    }

    /// <summary>The position written last; the start of all where there is none.</summary>
    public SpoolPosition Read()
    {
        Span<byte> octets = stackalloc byte[Size];
        if (RandomAccess.Read(_file, octets, 0) < Size) return default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(octets[SumOffset..]) != SpoolFrame.Sum(octets[..SumOffset], default)) return default;
        return new(BinaryPrimitives.ReadInt64LittleEndian(octets), BinaryPrimitives.ReadInt64LittleEndian(octets[sizeof(long)..]));
    }

    /// <summary>Writes a position. A failure costs duplicates after the next start, no more.</summary>
    public void Write(SpoolPosition position)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_octets, position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(_octets.AsSpan(sizeof(long)), position.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(_octets.AsSpan(SumOffset), SpoolFrame.Sum(_octets.AsSpan(0, SumOffset), default));
        try
        {
            RandomAccess.Write(_file, _octets, 0);
        }
        catch (IOException)
        {
            // See above.
        }
    }

    public void Dispose() => _file.Dispose();
}
