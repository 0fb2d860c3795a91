using System.Buffers.Binary;
using Weir.Testing;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Tests.Ipfix;

public sealed class IpfixMessageWriterTests
{
    private static readonly TemplateRecord Small = new(256, [new(4, 1), new(1, 8)]);
    private static readonly TemplateRecord Private = new(257, [new(4, 1), new(7, 2, 29305)]);
    private static readonly TemplateRecord Options = new(300, [new(149, 4), new(41, 8)], ScopeFieldCount: 1);

    [Fact]
    public void An_empty_message_is_its_header()
    {
        var writer = new IpfixMessageWriter(new byte[16]);
        Assert.True(writer.IsEmpty);
        Assert.Equal(Convert.FromHexString("000A0010000000010000000200000003"), writer.Finish(1, 2, 3));
    }

    [Fact]
    public void Templates_of_a_kind_share_a_set()
    {
        var writer = new IpfixMessageWriter(new byte[200]);
        Assert.True(writer.TryWriteTemplate(Small));
        Assert.True(writer.TryWriteTemplate(Private));
        Assert.True(writer.TryWriteTemplate(Options));
        Assert.Equal(0, writer.DataRecords);
        Assert.Equal(
            Convert.FromHexString(
                "000A0042000000000000000000000000"
                + "00020020" + "01000002" + "00040001" + "00010008" + "01010002" + "00040001" + "80070002" + "00007279"
                + "00030012" + "012C00020001" + "00950004" + "00290008"),
            writer.Finish(0, 0, 0));
    }

    [Fact]
    public void Records_of_one_template_share_a_set_and_another_template_opens_the_next()
    {
        var writer = new IpfixMessageWriter(new byte[200]);
        Assert.Equal(2, writer.ReserveRecords(256, 3, 2, out Span<byte> first));
        first.Fill(1);
        Assert.Equal(1, writer.ReserveRecords(256, 3, 1, out Span<byte> second));
        second.Fill(2);
        Assert.True(writer.TryWriteRecord(257, [9, 9]));
        Assert.Equal(4, writer.DataRecords);
        Assert.Equal(
            Convert.FromHexString("000A0023000000000000000000000000" + "0100000D" + "010101010101020202" + "01010006" + "0909"),
            writer.Finish(0, 0, 0));
    }

    [Fact]
    public void What_does_not_fit_leaves_the_message_as_it_was()
    {
        for (int size = IpfixHeader.Size; size < 80; size++)
        {
            var writer = new IpfixMessageWriter(new byte[size]);
            while (writer.TryWriteTemplate(Options))
            {
            }

            int length = writer.Length;
            int reserved = writer.ReserveRecords(256, 7, 100, out _);
            Assert.InRange(writer.Length, length, size);
            Assert.Equal(Math.Max(0, (size - length - IpfixSet.HeaderSize) / 7), reserved);
            Assert.Equal(reserved == 0 ? length : length + IpfixSet.HeaderSize + 7 * reserved, writer.Length);
            int before = writer.Length;
            Assert.False(writer.TryWriteRecord(999, new byte[size]));
            Assert.Equal(before, writer.Length);
            Assert.Equal(before, writer.Finish(0, 0, 0).Length);
        }
    }

    [Fact]
    public void The_sets_of_any_message_add_up_to_its_length()
    {
        var random = new Random(11);
        byte[] buffer = new byte[2000];
        for (int round = 0; round < 2000; round++)
        {
            var writer = new IpfixMessageWriter(buffer.AsSpan(0, random.Next(IpfixHeader.Size, buffer.Length)));
            for (int i = random.Next(20); i > 0; i--)
            {
                _ = random.Next(4) switch
                {
                    0 => writer.TryWriteTemplate(Small),
                    1 => writer.TryWriteTemplate(Options),
                    2 => writer.TryWriteRecord((ushort)random.Next(256, 258), buffer.AsSpan(0, random.Next(1, 50)).ToArray()),
                    _ => writer.ReserveRecords(258, random.Next(1, 60), random.Next(1, 30), out _) > 0,
                };
            }

            ReadOnlySpan<byte> message = writer.Finish(0, 0, 0);
            Assert.Equal(DecodeStatus.Ok, IpfixHeader.TryRead(message, out IpfixHeader header));
            Assert.Equal(message.Length, header.Length);
            int at = IpfixHeader.Size;
            while (at < message.Length)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
                Assert.InRange(length, IpfixSet.HeaderSize + 1, message.Length - at);
                at += length;
            }

            Assert.Equal(message.Length, at);
        }
    }

    [Fact]
    public void A_message_is_never_longer_than_its_length_field_tells()
    {
        var writer = new IpfixMessageWriter(new byte[70_000]);
        Assert.Equal(65_515, writer.ReserveRecords(256, 1, 70_000, out _));
        Assert.Equal(65_535, writer.Finish(0, 0, 0).Length);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        byte[] buffer = new byte[1400];
        Write(buffer);
        AllocationBudget.Check("wire/ipfix: write a message", () =>
        {
            for (int i = 0; i < 100; i++) Write(buffer);
        });
    }

    private static void Write(byte[] buffer)
    {
        var writer = new IpfixMessageWriter(buffer);
        writer.TryWriteTemplate(Small);
        writer.ReserveRecords(256, 9, 100, out _);
        writer.Finish(1, 2, 3);
    }
}
