using Weir.Flows.Pipeline;

namespace Weir.Capture.PcapFile;

/// <summary>Packets of a capture file or of a pipe that carries one. <see cref="CaptureFile.Open(string)"/> makes the right one.</summary>
public abstract class CaptureFileSource : IPacketSource
{
    /// <summary>The largest packet a file may hold: libpcap's MAXIMUM_SNAPLEN. A greater length is taken for damage.</summary>
    public const int MaxPacketLength = 262_144;

    private protected CaptureFileSource(string name, CaptureBuffer buffer)
    {
        Name = name;
        Input = buffer;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What is wrong with the file, in one line, once <see cref="Read"/> has answered <see cref="PacketReadStatus.Truncated"/>.</summary>
    public string? Problem { get; private set; }

    /// <summary>Packets passed over because the file never described their interface.</summary>
    public long UndescribedPackets { get; private protected set; }

    private protected CaptureBuffer Input { get; }

    /// <inheritdoc/>
    public abstract PacketReadStatus Read(PacketBatch batch);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The octets after the last packet make no packet.</summary>
    private protected PacketReadStatus Damaged(string what)
    {
        Problem ??= $"{Name}: {what} at octet {Input.Position}.";
        return PacketReadStatus.Truncated;
    }

    /// <summary>The stream gave less than a record needs.</summary>
    private protected PacketReadStatus Ended() =>
        Input.IsUsedUp ? PacketReadStatus.End : Damaged("the capture ends within a record");
}
