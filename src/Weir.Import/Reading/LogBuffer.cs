namespace Weir.Import.Reading;

/// <summary>The part of a log that is being looked at. Grows until a unit fits, up to a limit.</summary>
internal sealed class LogBuffer(LogFile file)
{
    private const int InitialOctets = 1 << 18;

    private byte[] _octets = new byte[InitialOctets];
    private int _start, _end;

    /// <summary>What was read and not taken yet.</summary>
    internal ReadOnlySpan<byte> Held => _octets.AsSpan(_start, _end - _start);

    /// <summary>Whether all of the log was read.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>Takes octets from the front.</summary>
    internal void Take(int count) => _start += count;

    /// <summary>Reads more behind what is held.</summary>
    /// <returns>Whether there was more.</returns>
    internal bool Fill()
    {
        if (IsWhole) return false;
        if (_start > 0)
        {
            Held.CopyTo(_octets);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _octets.Length) Array.Resize(ref _octets, 2 * _octets.Length);
        int got = file.Read(_octets.AsSpan(_end));
        IsWhole = got == 0;
        _end += got;
        return got > 0;
    }
}
