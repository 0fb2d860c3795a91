using System.Net.Sockets;

namespace Weir.Exporter.Transport.Connections;

/// <summary>A socket's stream that counts what the system took.</summary>
internal sealed class CountedStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    private long _written;

    /// <summary>Octets written.</summary>
    public long Written => Volatile.Read(ref _written);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await base.WriteAsync(buffer, cancellationToken);
        Volatile.Write(ref _written, _written + buffer.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        base.Write(buffer);
        Volatile.Write(ref _written, _written + buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
}
