using System.Buffers;
using System.CommandLine;
using Weir.App.Composition;
using Weir.Capture.PcapFile;
using Weir.Collector.Dissecting;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;

namespace Weir.App.Commands;

/// <summary><c>weir decode</c>: every NetFlow, IPFIX and sFlow datagram of a capture as a line of JSON.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Capture file (pcap or pcapng) of UDP datagrams; - is standard input" };
        var command = new Command("decode", "Show every NetFlow, IPFIX and sFlow datagram of a capture as a line of JSON") { file };
        command.SetAction((line, cancellation) => Task.FromResult(Run(line.GetRequiredValue(file), cancellation)));
        return command;
    }

    private static int Run(string path, CancellationToken cancellation)
    {
        using CaptureFileSource source = CaptureFile.Open(path);
        using Stream output = Console.OpenStandardOutput();
        using var lines = new Lines(output);
        CaptureDatagramCount count = CaptureDatagrams.Read(source, lines, cancellation);
        output.Flush();
        return CaptureWarnings.Say(source, count.IsTruncated);
    }

    private sealed class Lines(Stream output) : IDatagramSink, IDisposable
    {
        private readonly MessageDissector _dissector = new(new SessionOptions());
        private readonly ArrayBufferWriter<byte> _line = new(16384);

        public void Accept(in ReceivedDatagram datagram)
        {
            _dissector.Dissect(in datagram, _line);
            output.Write(_line.WrittenSpan);
            _line.ResetWrittenCount();
        }

        public void Dispose() => _dissector.Dispose();
    }
}
