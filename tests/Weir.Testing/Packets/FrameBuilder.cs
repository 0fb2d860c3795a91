using System.Buffers.Binary;
using System.Net;
using Weir.Wire.Primitives;

namespace Weir.Testing.Packets;

/// <summary>
/// Builds frames from the outside in: <c>FrameBuilder.Ethernet().Vlan(10).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1234, 80).Payload(100).Build()</c>.
/// Each header names the next one, and <see cref="Build"/> fills lengths and checksums; a length given by the caller is kept as it is.
/// </summary>
public sealed partial class FrameBuilder
{
    private readonly List<byte> _octets = [];
    private readonly List<Action<byte[]>> _fixups = [];
    private NextField _next;
    private int _nextAt;
    private int _ipEnd = -1;
    private Func<byte, int, uint> _pseudoHeaderSum = static (_, _) => 0;

    private FrameBuilder()
    {
    }

    /// <summary>What the last header calls the one after it.</summary>
    private enum NextField : byte
    {
        Nothing,
        EtherType,
        IpProtocol,
        PppProtocol,
        FamilyLittleEndian,
        FamilyBigEndian,
    }

    /// <summary>Begins an Ethernet II frame.</summary>
    public static FrameBuilder Ethernet(string source = "02:00:00:00:00:01", string destination = "02:00:00:00:00:02")
    {
        FrameBuilder frame = new();
        frame.Mac(destination).Mac(source);
        return frame.NamesNext(NextField.EtherType, 2);
    }

    /// <summary>Begins with the IP header.</summary>
    public static FrameBuilder Raw() => new();

    /// <summary>Begins with the BSD loopback header: the address family in the given byte order.</summary>
    public static FrameBuilder Loopback(bool bigEndian = false) =>
        new FrameBuilder().NamesNext(bigEndian ? NextField.FamilyBigEndian : NextField.FamilyLittleEndian, 4);

    /// <summary>Begins with the 16 octets of a Linux cooked capture.</summary>
    public static FrameBuilder LinuxSll() =>
        new FrameBuilder().UInt16(0).UInt16(1).UInt16(6).Mac("02:00:00:00:00:01").UInt16(0).NamesNext(NextField.EtherType, 2);

    /// <summary>Begins with the 20 octets of a Linux cooked capture, version 2.</summary>
    public static FrameBuilder LinuxSll2()
    {
        FrameBuilder frame = new FrameBuilder().NamesNext(NextField.EtherType, 2);
        return frame.UInt16(0).UInt32(3).UInt16(1).Octet(0).Octet(6).Mac("02:00:00:00:00:01").UInt16(0);
    }

    /// <summary>Adds an 802.1Q tag, or another one by its tag protocol identifier.</summary>
    public FrameBuilder Vlan(ushort id, ushort tagProtocol = 0x8100, int priority = 0) =>
        EtherType(tagProtocol).UInt16((ushort)(priority << 13 | id)).NamesNext(NextField.EtherType, 2);

    /// <summary>Adds an 802.1ad service tag.</summary>
    public FrameBuilder ServiceVlan(ushort id) => Vlan(id, 0x88A8);

    /// <summary>Adds an 802.3 length and an LLC header with SNAP, which then names an EtherType.</summary>
    public FrameBuilder Snap() => Llc(0xAA, 0xAA).Octets([0, 0, 0]).NamesNext(NextField.EtherType, 2);

    /// <summary>Adds an 802.3 length and an LLC header.</summary>
    public FrameBuilder Llc(byte destination, byte source)
    {
        int lengthAt = _nextAt;
        int start = _octets.Count;
        _next = NextField.Nothing;
        _fixups.Add(frame => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(lengthAt), (ushort)(frame.Length - start)));
        return Octet(destination).Octet(source).Octet(3);
    }

    /// <summary>Adds a PPPoE session header (RFC 2516 section 4) and the PPP protocol.</summary>
    public FrameBuilder Pppoe(ushort session = 1)
    {
        EtherType(0x8864).Octet(0x11).Octet(0).UInt16(session);
        int lengthAt = _octets.Count;
        _fixups.Add(frame => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(lengthAt), (ushort)(frame.Length - lengthAt - 2)));
        return UInt16(0).NamesNext(NextField.PppProtocol, 2);
    }

    /// <summary>Says what the next header is by EtherType: for payloads that have no method here.</summary>
    public FrameBuilder EtherType(ushort type)
    {
        if (_next == NextField.EtherType) Patch16(_nextAt, type);
        _next = NextField.Nothing;
        return this;
    }

    /// <summary>Says what the next header is by IP protocol: for payloads that have no method here.</summary>
    public FrameBuilder Protocol(byte protocol)
    {
        if (_next == NextField.IpProtocol) _octets[_nextAt] = protocol;
        _next = NextField.Nothing;
        return this;
    }

    /// <summary>Adds octets as they are.</summary>
    public FrameBuilder Octets(ReadOnlySpan<byte> octets)
    {
        _octets.AddRange(octets);
        return this;
    }

    /// <summary>Adds a payload whose octets count up from zero.</summary>
    public FrameBuilder Payload(int length)
    {
        for (int i = 0; i < length; i++) Octet((byte)i);
        return this;
    }

    /// <summary>Ends the IP packet here and adds octets that belong to the link: Ethernet padding, a frame check sequence.</summary>
    public FrameBuilder Trailer(int length, byte filler = 0)
    {
        _ipEnd = _octets.Count;
        for (int i = 0; i < length; i++) Octet(filler);
        return this;
    }

    /// <summary>Pads to the 60 octets that Ethernet demands without its frame check sequence.</summary>
    public FrameBuilder PadToEthernetMinimum() => Trailer(Math.Max(0, 60 - _octets.Count));

    /// <summary>The frame, with lengths and checksums filled. A builder builds once.</summary>
    public byte[] Build()
    {
        byte[] frame = [.. _octets];
        if (_ipEnd < 0) _ipEnd = frame.Length;
        // Inner headers first: an outer checksum may cover them.
        for (int i = _fixups.Count - 1; i >= 0; i--) _fixups[i](frame);
        return frame;
    }

    private FrameBuilder NamesNext(NextField field, int size)
    {
        (_next, _nextAt) = (field, _octets.Count);
        for (int i = 0; i < size; i++) Octet(0);
        return this;
    }

    private void NextIsIp(bool v6)
    {
        switch (_next)
        {
            case NextField.EtherType: Patch16(_nextAt, (ushort)(v6 ? 0x86DD : 0x0800)); break;
            case NextField.PppProtocol: Patch16(_nextAt, (ushort)(v6 ? 0x0057 : 0x0021)); break;
            case NextField.IpProtocol: _octets[_nextAt] = (byte)(v6 ? 41 : 4); break;
            case NextField.FamilyLittleEndian: _octets[_nextAt] = (byte)(v6 ? 10 : 2); break;
            case NextField.FamilyBigEndian: _octets[_nextAt + 3] = (byte)(v6 ? 24 : 2); break;
            default: break;
        }
    }

    private FrameBuilder Octet(byte value)
    {
        _octets.Add(value);
        return this;
    }

    private FrameBuilder UInt16(ushort value) => Octet((byte)(value >> 8)).Octet((byte)value);

    private FrameBuilder UInt32(uint value) => UInt16((ushort)(value >> 16)).UInt16((ushort)value);

    private FrameBuilder Mac(string text)
    {
        if (!MacAddress.TryParse(text, out MacAddress address)) throw new ArgumentException($"'{text}' is no MAC address.", nameof(text));
        Span<byte> octets = stackalloc byte[6];
        address.Write(octets);
        return Octets(octets);
    }

    private FrameBuilder Address(string text, int size)
    {
        byte[] octets = IPAddress.Parse(text).GetAddressBytes();
        return octets.Length == size ? Octets(octets) : throw new ArgumentException($"'{text}' has not {size} octets.", nameof(text));
    }

    private void Patch16(int at, ushort value) => (_octets[at], _octets[at + 1]) = ((byte)(value >> 8), (byte)value);
}
