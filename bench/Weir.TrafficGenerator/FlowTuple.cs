namespace Weir.TrafficGenerator;

/// <summary>
/// The 5-tuple of a flow's number. Numbers 2n and 2n+1 are the two directions of conversation n. A conversation's client
/// address and port hold a one-to-one scrambling of n, so different numbers always give different tuples.
/// </summary>
internal readonly struct FlowTuple
{
    private const int TcpPercent = 75;
    private const int UdpPercent = 23;
    private static readonly ushort[] TcpServices = [443, 443, 443, 443, 80, 80, 22, 25, 993, 3306, 8080, 5432];
    private static readonly ushort[] UdpServices = [53, 53, 443, 443, 443, 123, 500, 3478];

    public FlowTuple(int number, int ipv6Percent)
    {
        // Zero is scrambled to zero, which makes a poor address.
        uint conversation = ((uint)number >> 1) ^ 0x5BD1_E995;
        ulong hash = SplitMix64.Mix(conversation + 0x5EED);
        Client = Scramble(conversation) >> 10;
        ClientPort = (ushort)(1024 + 60 * (Scramble(conversation) & 1023));
        int kind = (int)(hash % 100);
        Protocol = (byte)(kind < TcpPercent ? 6 : kind < TcpPercent + UdpPercent ? 17 : 132);
        // Few servers have most of the clients.
        uint spread = (uint)(hash >> 40 & 0xFFFF);
        Server = spread * spread >> 16 & 0xFFF;
        ServerPort = Protocol switch
        {
            6 => TcpServices[hash / 100 % (ulong)TcpServices.Length],
            17 => UdpServices[hash / 100 % (ulong)UdpServices.Length],
            _ => 3868,
        };
        IsV6 = (int)(hash >> 16 & 0xFFFF) % 100 < ipv6Percent;
        IsReply = (number & 1) != 0;
    }

    /// <summary>22 bits.</summary>
    public uint Client { get; }

    /// <summary>12 bits.</summary>
    public uint Server { get; }
    public ushort ClientPort { get; }
    public ushort ServerPort { get; }
    public byte Protocol { get; }
    public bool IsV6 { get; }
    public bool IsReply { get; }

    /// <summary>Odd factors and shifted exclusive-ors are each one-to-one on 32 bits.</summary>
    private static uint Scramble(uint value)
    {
        value = (value ^ value >> 16) * 0x7FEB_352D;
        value = (value ^ value >> 15) * 0x846C_A68B;
        return value ^ value >> 16;
    }
}
