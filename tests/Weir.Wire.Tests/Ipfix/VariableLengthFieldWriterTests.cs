using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Wire.Tests.Ipfix;

public sealed class VariableLengthFieldWriterTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(254, "FE")]
    [InlineData(255, "FF00FF")]
    [InlineData(256, "FF0100")]
    [InlineData(65535, "FFFFFF")]
    public void The_length_takes_one_octet_or_three(int length, string prefix)
    {
        byte[] value = new byte[length];
        Array.Fill(value, (byte)7);
        byte[] buffer = new byte[VariableLengthField.EncodedLength(length)];
        var writer = new WireWriter(buffer);
        Assert.True(VariableLengthField.TryWrite(ref writer, value));
        Assert.Equal(0, writer.Remaining);
        Assert.Equal([.. Convert.FromHexString(prefix), .. value], buffer);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(254, 254)]
    [InlineData(255, 257)]
    [InlineData(65536, 70_000)]
    public void What_does_not_fit_writes_nothing(int length, int room)
    {
        var writer = new WireWriter(new byte[room]);
        Assert.False(VariableLengthField.TryWrite(ref writer, new byte[length]));
        Assert.Equal(0, writer.Position);
    }
}
