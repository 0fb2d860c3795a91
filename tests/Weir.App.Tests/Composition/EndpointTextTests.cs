using Weir.App.Commands;
using Weir.App.Composition;

namespace Weir.App.Tests.Composition;

public sealed class EndpointTextTests
{
    private static readonly Dictionary<string, int> Schemes = new(StringComparer.Ordinal) { ["ipfix"] = 4739, ["udp"] = 2055 };

    [Theory]
    [InlineData("ipfix://127.0.0.1:9995", "ipfix", "127.0.0.1:9995")]
    [InlineData("ipfix://192.0.2.1", "ipfix", "192.0.2.1:4739")]
    [InlineData("UDP://[2001:db8::1]:2056", "udp", "[2001:db8::1]:2056")]
    [InlineData("udp://[::1]", "udp", "[::1]:2055")]
    [InlineData("udp://::1", "udp", "[::1]:2055")]
    [InlineData("udp://:9996", "udp", "[::]:9996")]
    [InlineData("udp://*:9996/", "udp", "[::]:9996")]
    public void An_endpoint_is_read_as_people_write_it(string text, string scheme, string endpoint)
    {
        var read = EndpointText.Parse(text, "--to", Schemes);
        Assert.Equal(scheme, read.Scheme);
        Assert.Equal(endpoint, read.EndPoint.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:9995", "SCHEME://HOST:PORT")]
    [InlineData("gopher://127.0.0.1", "unknown scheme 'gopher', known: ipfix://, udp://")]
    [InlineData("udp://127.0.0.1:0", "'0' is not 1 to 65535")]
    [InlineData("udp://127.0.0.1:65536", "'65536' is not 1 to 65535")]
    [InlineData("udp://127.0.0.1:http", "'http' is not 1 to 65535")]
    public void What_is_wrong_says_what_would_be_right(string text, string says)
    {
        UsageException wrong = Assert.Throws<UsageException>(() => EndpointText.Parse(text, "--to", Schemes));
        Assert.StartsWith("--to " + text, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
    }
}
