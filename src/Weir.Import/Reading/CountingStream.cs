namespace Weir.Import.Reading;

/// <summary>Counts what is read of a stream.</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    private long _octets;

    /// <summary>Octets so far; from any thread.</summary>
    internal long Octets => Volatile.Read(ref _octets);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int octets = inner.Read(buffer);
        Volatile.Write(ref _octets, _octets + octets);
        return octets;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
