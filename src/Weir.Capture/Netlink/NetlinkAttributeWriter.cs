using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Capture.Netlink;

/// <summary>Writes attributes (struct nlattr), nested ones too, into a buffer that is large enough; see <see cref="NetlinkAttributes"/> for their form.</summary>
/// <param name="buffer">Where they go. One too small is a mistake in the caller, and throws.</param>
internal ref struct NetlinkAttributeWriter(Span<byte> buffer)
{
    private const int HeaderSize = 4;
    private const int TypeOffset = 2;

    /// <summary>NLA_F_NESTED.</summary>
    private const ushort Nested = 0x8000;

    private readonly Span<byte> _buffer = buffer;

    /// <summary>Octets written, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Writes a structure as the host has it in memory.</summary>
    public void WriteRaw<T>(in T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer[Length..], in value);
        Length = NetlinkAttributes.Aligned(Length + Unsafe.SizeOf<T>());
    }

    public void Write(ushort type, scoped ReadOnlySpan<byte> value)
    {
        int start = Begin(type);
        value.CopyTo(_buffer[Length..]);
        Finish(start, Length + value.Length, type);
    }

    public void Write(ushort type, uint value) => Write(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Writes a text with the zero octet that ends it.</summary>
    public void Write(ushort type, string value)
    {
        int start = Begin(type);
        int length = Encoding.UTF8.GetBytes(value, _buffer[Length..]);
        _buffer[Length + length] = 0;
        Finish(start, Length + length + 1, type);
    }

    /// <summary>Begins an attribute that holds others.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    public int Begin(ushort type)
    {
        int start = Length;
        MemoryMarshal.Write(_buffer[(start + TypeOffset)..], (ushort)(type | Nested));
        Length += HeaderSize;
        return start;
    }

    /// <summary>Ends an attribute that holds others.</summary>
    public readonly void End(int start) => MemoryMarshal.Write(_buffer[start..], (ushort)(Length - start));

    private void Finish(int start, int end, ushort type)
    {
        MemoryMarshal.Write(_buffer[start..], (ushort)(end - start));
        MemoryMarshal.Write(_buffer[(start + TypeOffset)..], type);
        int padded = NetlinkAttributes.Aligned(end);
        _buffer[end..padded].Clear();
        Length = padded;
    }
}
