using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// One commit at a time, over all processes: who is in the gate may change which files there are. The file of the gate counts the
/// changes, so that a reader knows whether one happened while it listed files (<see cref="ArchiveSnapshot"/>).
/// </summary>
internal sealed class CommitGate : IDisposable
{
    private const int GenerationOctets = sizeof(ulong);

    private readonly ArchiveLayout _layout;
    private readonly SafeFileHandle _file;

    private CommitGate(ArchiveLayout layout, SafeFileHandle file) => (_layout, _file) = (layout, file);

    internal ArchiveLayout Layout => _layout;

    /// <summary>Waits for the gate, and carries out what a process left that died in it.</summary>
    /// <exception cref="IOException">The gate's file cannot be used.</exception>
    internal static CommitGate Enter(ArchiveLayout layout)
    {
        SafeFileHandle file = PosixFile.OpenLockFile(layout.GateFile);
        var gate = new CommitGate(layout, file);
        try
        {
            PosixFile.LockAlone(file, layout.GateFile);
            CommitRecord.CarryOutAll(gate);
            return gate;
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Keeps all others out of the gate, for a reader; several readers may.</summary>
    /// <returns>What lets them in again when disposed; <see langword="null"/> where nothing was ever committed.</returns>
    internal static IDisposable? Hold(ArchiveLayout layout)
    {
        SafeFileHandle? file = PosixFile.TryOpenLockFileForReading(layout.GateFile);
        if (file is not null) PosixFile.LockTogether(file, layout.GateFile);
        return file;
    }

    /// <summary>How many changes there were; a number that a reader compares with itself.</summary>
    internal static ulong Generation(ArchiveLayout layout)
    {
        using SafeFileHandle? file = PosixFile.TryOpenLockFileForReading(layout.GateFile);
        return file is null ? 0 : Read(file); // where it is not there nothing was ever committed
    }

    /// <summary>Tells readers that files come or go. Need not be durable: after a crash of the machine no reader is left.</summary>
    internal void Count()
    {
        Span<byte> octets = stackalloc byte[GenerationOctets];
        BinaryPrimitives.WriteUInt64LittleEndian(octets, Read(_file) + 1);
        RandomAccess.Write(_file, octets, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => PosixFile.Release(_file);

    private static ulong Read(SafeFileHandle file)
    {
        Span<byte> octets = stackalloc byte[GenerationOctets];
        return RandomAccess.Read(file, octets, 0) == GenerationOctets ? BinaryPrimitives.ReadUInt64LittleEndian(octets) : 0;
    }
}
