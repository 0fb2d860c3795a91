namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>Cuts a stream into lines of bounded length.</summary>
/// <param name="content">The stream. Not disposed of here.</param>
/// <param name="most">Octets of a line at most.</param>
internal sealed class EventLines(Stream content, int most)
{
    private byte[] _octets = new byte[Math.Min(most, 16 << 10) + 1];
    private int _start, _end;

    /// <summary>The next line without its end, borrowed until the next call; <see langword="null"/>: the stream has ended.</summary>
    /// <exception cref="KubernetesException">A line is too long.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within a line.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellation)
    {
        int looked = 0;
        while (true)
        {
            int end = _octets.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (end >= 0)
            {
                ReadOnlyMemory<byte> line = _octets.AsMemory(_start, looked + end);
                _start += line.Length + 1;
                return line;
            }

            looked = _end - _start;
            if (looked >= most) throw new KubernetesException($"Kubernetes: an event is longer than {most} octets") { IsMalformed = true };
            MakeRoom();
            int read = await content.ReadAsync(_octets.AsMemory(_end), cancellation);
            if (read == 0) return looked == 0 ? null : throw new EndOfStreamException("a watch ended within an event");
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_end < _octets.Length) return;
        int held = _end - _start;
        byte[] target = _start > 0 ? _octets : new byte[(int)Math.Min(most + 1L, 2L * _octets.Length)];
        _octets.AsSpan(_start, held).CopyTo(target);
        (_octets, _start, _end) = (target, 0, held);
    }
}
