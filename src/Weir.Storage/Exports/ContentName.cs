using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Weir.Storage.Parquet;

namespace Weir.Storage.Exports;

/// <summary>Names of transactions by what they bring in: the same octets have the same name, so that they are in the archive once, however often they are imported.</summary>
public static class ContentName
{
    private const long PieceOctets = 16 << 20;
    private const int ReadOctets = 1 << 17;
    private const int NameOctets = 16;
    private const string PipePrefix = "pipe-"; // never committed again, so that compaction may merge its files

    /// <summary>The name for a file, whose pieces are looked at beside each other: one after another would take a fifth of the time of importing a large log.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(file);
        byte[][] hashes = new byte[Math.Max(1, (length + PieceOctets - 1) / PieceOctets)][];
        try
        {
            Parallel.For(0, hashes.Length, piece => hashes[piece] = Hash(file, piece * PieceOctets, Math.Min(length, (piece + 1) * PieceOctets)));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return hashes is [byte[] whole] ? Name(whole) : Of([.. hashes.SelectMany(static hash => hash)]);
    }

    /// <summary>A name for what can be read only once: nothing else has it.</summary>
    public static string OfPipe() => PipePrefix + Guid.NewGuid().ToString("N");

    /// <summary>The name for some octets.</summary>
    internal static string Of(byte[] octets) => Name(SHA256.HashData(octets));

    private static byte[] Hash(SafeFileHandle file, long at, long end)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] octets = new byte[ReadOctets];
        while (at < end && RandomAccess.Read(file, octets.AsSpan(0, (int)Math.Min(ReadOctets, end - at)), at) is > 0 and int got)
        {
            hash.AppendData(octets, 0, got);
            at += got;
        }

        return hash.GetHashAndReset();
    }

    private static string Name(byte[] hash) => ArchiveLayout.ReplaceablePrefix + Convert.ToHexStringLower(hash.AsSpan(0, NameOctets));
}
