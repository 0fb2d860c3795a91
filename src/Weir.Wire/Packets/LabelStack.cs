using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Packets;

/// <summary>The upper entries of an MPLS label stack (RFC 3032 section 2.1), topmost first.</summary>
public struct LabelStack
{
    /// <summary>Entries kept: VPN, transport, and one for rerouting.</summary>
    public const int Kept = 3;

    private const int EntrySize = 4;
    private const uint LastEntry = 0x100;

    private Entries _entries;

    /// <summary>Entries of the whole stack.</summary>
    public byte Depth { get; private set; }

    /// <summary>Time to live of the topmost entry.</summary>
    public readonly byte Ttl => (byte)_entries[0];

    /// <summary>The label of an entry, 20 bits.</summary>
    public readonly uint Label(int entry) => _entries[entry] >> 12;

    /// <summary>Traffic class of an entry, 3 bits (RFC 5462).</summary>
    public readonly byte TrafficClass(int entry) => (byte)(_entries[entry] >> 9 & 7);

    /// <summary>Reads the stack of a packet that <see cref="PacketParser"/> found one in.</summary>
    /// <param name="octets">What was captured.</param>
    /// <param name="offset"><see cref="PacketFields.LabelOffset"/>.</param>
    public static LabelStack Read(ReadOnlySpan<byte> octets, int offset)
    {
        LabelStack stack = default;
        for (; octets.Length >= offset + EntrySize; offset += EntrySize)
        {
            uint entry = BinaryPrimitives.ReadUInt32BigEndian(octets[offset..]);
            if (stack.Depth < Kept) stack._entries[stack.Depth] = entry;
            stack.Depth++;
            if ((entry & LastEntry) != 0 || stack.Depth == MplsStack.MaxEntries) break;
        }

        return stack;
    }

    [InlineArray(Kept)]
    private struct Entries
    {
        private uint _first;
    }
}
