namespace Weir.Testing.Messages;

/// <summary>
/// A payload between octets of 0xFF: what reads past either end reads values that no test expects, and what writes there is seen.
/// </summary>
public sealed class Guarded
{
    private const int GuardSize = 32;

    private readonly byte[] _all;
    private readonly byte[] _before;

    public Guarded(ReadOnlySpan<byte> payload)
    {
        _all = new byte[payload.Length + 2 * GuardSize];
        _all.AsSpan().Fill(0xFF);
        payload.CopyTo(_all.AsSpan(GuardSize));
        _before = [.. _all];
    }

    /// <summary>Exactly the payload.</summary>
    public ReadOnlySpan<byte> Payload => _all.AsSpan(GuardSize, _all.Length - 2 * GuardSize);

    /// <summary>Whether payload and guards are as they were.</summary>
    public bool IsUntouched => _all.AsSpan().SequenceEqual(_before);
}
