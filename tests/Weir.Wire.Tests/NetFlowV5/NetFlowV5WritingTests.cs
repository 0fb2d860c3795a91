using Weir.Testing.Messages;
using Weir.Wire.NetFlowV5;
using Weir.Wire.Primitives;

namespace Weir.Wire.Tests.NetFlowV5;

public sealed class NetFlowV5WritingTests
{
    [Fact]
    public void What_a_header_writes_it_reads_again()
    {
        var header = new NetFlowV5Header(30, 1, 2, 3, uint.MaxValue, 5, 6, 1, 0x3FFF);
        byte[] octets = new byte[NetFlowV5Header.Size];
        header.Write(octets);
        Assert.Equal(DecodeStatus.Ok, NetFlowV5Header.TryRead(octets, out NetFlowV5Header read));
        Assert.Equal(header, read);
    }

    [Fact]
    public void A_record_has_its_fields_where_the_format_has_them()
    {
        byte[] expected = new Octets().U32(0x01020304, 0x05060708, 0x090A0B0C).U16(13, 14).U32(15, 16, 17, 18).U16(19, 20).U8(0, 21, 22, 23)
            .U16(24, 25).U8(26, 27).U16(0).ToArray();
        byte[] record = new byte[NetFlowV5Record.Size];
        record.AsSpan().Fill(0xFF);
        new NetFlowV5Flow
        {
            Source = 0x01020304,
            Destination = 0x05060708,
            NextHop = 0x090A0B0C,
            Input = 13,
            Output = 14,
            Packets = 15,
            Octets = 16,
            First = 17,
            Last = 18,
            SourcePort = 19,
            DestinationPort = 20,
            TcpFlags = 21,
            Protocol = 22,
            Tos = 23,
            SourceAs = 24,
            DestinationAs = 25,
            SourceMask = 26,
            DestinationMask = 27,
        }.Write(record);
        Assert.Equal(expected, record);
    }
}
