using Microsoft.Extensions.Logging;
using Weir.Collector.Decoding;
using Weir.Testing.Messages;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class DecoderLogTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_reason_is_told_once_in_a_while_with_who_and_where()
    {
        var log = new Lines();
        var decoder = new DatagramDecoder(new FlowCollector(), logger: log);
        byte[] unknown = Ipfix(0, 5, 42, Set(2, Template(256, new(1, 4), new(2, 4))), Set(300, new byte[8]));
        for (int second = 0; second <= 10; second++) decoder.Accept(new(second * Second, IpAddress.FromV4(0xC0000201), 4739, new Guarded(unknown).Payload));
        decoder.Accept(new(0, IpAddress.FromV4(0xC0000202), 4739, [0, 9, 1]));

        Assert.Equal(
        [
            "UnknownTemplate in a message from 192.0.2.1, domain 42, sequence number 5, at octet 32",
            "UnknownTemplate in a message from 192.0.2.1, domain 42, sequence number 5, at octet 32",
            "Truncated in a message from 192.0.2.2, domain 0, sequence number 0, at octet 0",
        ], log.All);
        Assert.Equal(11, decoder.Metrics.CountOf(DecodeStatus.UnknownTemplate));
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
