namespace Weir.Testing.Messages;

/// <summary>Puts sFlow v5 datagrams together octet by octet, without any of the product's encoders.</summary>
public static class SFlowMessages
{
    /// <summary>A datagram of an IPv4 agent; its count is the number of samples.</summary>
    public static byte[] Datagram(string agent, uint subAgent, uint sequence, params ReadOnlySpan<byte[]> samples) =>
        Datagram(agent, subAgent, sequence, (uint)samples.Length, samples);

    /// <summary>A datagram that says how many samples it has.</summary>
    public static byte[] Datagram(string agent, uint subAgent, uint sequence, uint count, params ReadOnlySpan<byte[]> samples)
    {
        Octets datagram = Address(new Octets().U32(5), agent).U32(subAgent, sequence, 123_456, count);
        foreach (byte[] sample in samples) datagram.Raw(sample);
        return datagram.ToArray();
    }

    /// <summary>A sample or record: format, length, content.</summary>
    public static byte[] Structure(uint format, byte[] content) => new Octets().U32(format, (uint)content.Length).Raw(content).ToArray();

    /// <summary>A flow sample in the short form.</summary>
    public static byte[] FlowSample(uint sequence, uint source, uint rate, uint input, uint output, params ReadOnlySpan<byte[]> records) =>
        Structure(1, With(new Octets().U32(sequence, source, rate, 9000, 2, input, output, (uint)records.Length), records));

    /// <summary>A flow sample in the expanded form.</summary>
    public static byte[] ExpandedFlowSample(uint sequence, uint source, uint rate, uint input, uint output, params ReadOnlySpan<byte[]> records) =>
        Structure(3, With(new Octets().U32(sequence, 0, source, rate, 9000, 2, 0, input, 0, output, (uint)records.Length), records));

    /// <summary>A notification of a discarded packet.</summary>
    public static byte[] Discarded(uint sequence, uint source, uint input, uint output, uint reason, params ReadOnlySpan<byte[]> records) =>
        Structure(5, With(new Octets().U32(sequence, 0, source, 2, input, output, reason, (uint)records.Length), records));

    /// <summary>A counter sample in the short form.</summary>
    public static byte[] CounterSample(uint sequence, uint source, params ReadOnlySpan<byte[]> records) =>
        Structure(2, With(new Octets().U32(sequence, source, (uint)records.Length), records));

    /// <summary>A raw packet header, filled up to four octets.</summary>
    public static byte[] RawHeader(uint protocol, uint frameLength, byte[] header) =>
        Structure(1, new Octets().U32(protocol, frameLength, 4, (uint)header.Length).Raw(header).Zeros(-header.Length & 3).ToArray());

    /// <summary>An address with its type.</summary>
    public static Octets Address(Octets to, string address) => to.U32(address.Contains(':', StringComparison.Ordinal) ? 2u : 1u).Ip(address);

    private static byte[] With(Octets header, ReadOnlySpan<byte[]> records)
    {
        foreach (byte[] record in records) header.Raw(record);
        return header.ToArray();
    }
}
