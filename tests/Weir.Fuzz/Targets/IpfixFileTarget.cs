using Weir.Collector.Listening;
using Weir.Collector.Listening.Files;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>What cuts IPFIX files, and with them TCP and TLS streams, into messages.</summary>
internal sealed class IpfixFileTarget : IFuzzTarget
{
    public string Name => "ipfix-file";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. CorpusFile.Datagrams("ipfix.pcap").Chunk(8).Select(static messages => messages.SelectMany(static message => message).ToArray())];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        var count = new Counting();
        using IpfixFile file = IpfixFile.Open(new MemoryStream(input.ToArray()), "input", default);
        try
        {
            file.Read(count, CancellationToken.None);
        }
        catch (IpfixFileException)
        {
            Assert.Equal(0, file.Messages);
        }

        // Either all octets came in messages, or it was said why not.
        Assert.Equal(file.Problem is null && file.Messages > 0 ? input.Length : count.Octets, count.Octets);
        Assert.Equal(file.Messages, count.Messages);
    }

    public void Dispose()
    {
    }

    private sealed class Counting : IDatagramSink
    {
        public long Messages { get; private set; }

        public long Octets { get; private set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            Messages++;
            Octets += datagram.Payload.Length;
        }
    }
}
