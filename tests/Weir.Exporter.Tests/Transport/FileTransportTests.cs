using Weir.Exporter.Exporting;
using Weir.Exporter.Tests.Exporting;
using Weir.Exporter.Transport;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Exporter.Tests.Transport;

public sealed class FileTransportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_is_its_messages_and_has_its_name_when_it_is_whole()
    {
        string path = _directory["flows.ipfix"];
        using (FileTransport transport = FileTransport.Open(new() { Path = path }, _clock))
        {
            QueuedTransportTests.SendAll(transport, 0, 1000);
            transport.Flush();
            Assert.False(File.Exists(path));
            Assert.True(File.Exists(path + ".part"));
        }

        Assert.Equal([path], Directory.GetFiles(_directory.Path));
        Assert.Equal(QueuedTransportTests.Range(0, 1000), Read(path).Select(message => NumberedMessage.Header(message).SequenceNumber));
    }

    [Fact]
    public void Each_file_of_a_rotation_by_size_begins_with_the_templates_and_keeps_to_its_size()
    {
        using (FileTransport transport = FileTransport.Open(new() { Path = _directory["flows.ipfix"], RotateOctets = 1000 }, _clock))
        {
            QueuedTransportTests.SendAll(transport, 0, 100);
            Assert.Equal(Directory.GetFiles(_directory.Path).Length, transport.Generation);
        }

        string[] files = [.. Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal)];
        Assert.InRange(files.Length, 3, 20);
        Assert.EndsWith("flows-20260102T030405Z-0001.ipfix", files[0], StringComparison.Ordinal);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 1000));
        Assert.All(files, file => Assert.Equal([NumberedMessage.TemplateId], NumberedMessage.Templates(Read(file)[0])));
        Assert.Equal(
            QueuedTransportTests.Range(0, 100),
            files.SelectMany(Read).Where(message => NumberedMessage.HasData(message)).Select(message => NumberedMessage.Header(message).SequenceNumber));
    }

    [Fact]
    public void A_rotation_by_time_begins_a_file_when_it_is_time()
    {
        using (FileTransport transport = FileTransport.Open(new() { Path = _directory["flows.ipfix"], RotateAfter = TimeSpan.FromMinutes(5) }, _clock))
        {
            for (uint i = 0; i < 12; i++)
            {
                transport.Send(NumberedMessage.Make(i, withTemplate: i == 0));
                _clock.Advance(TimeSpan.FromMinutes(1));
            }
        }

        Assert.Equal(3, Directory.GetFiles(_directory.Path).Length);
    }

    [Fact]
    public void A_disk_that_is_full_is_an_answer_and_counted()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full here");
        File.CreateSymbolicLink(_directory["flows.ipfix.part"], "/dev/full");
        using FileTransport transport = FileTransport.Open(new() { Path = _directory["flows.ipfix"] }, _clock);
        byte[] message = NumberedMessage.Make(0, records: 8000);
        var results = new HashSet<SendResult>();
        for (int i = 0; i < 20; i++) results.Add(transport.Send(message));
        Assert.Contains(SendResult.Failed, results);
        Assert.InRange(transport.Metrics.Dropped, 1, 20);
    }

    [Fact]
    public void Wireshark_reads_the_file()
    {
        Tool.Require("tshark");
        string path = _directory["flows.ipfix"];
        using (var session = new CollectorSession(new CollectorOptions { Name = "file" }, FileTransport.Open(new() { Path = path }, _clock), _clock))
        {
            for (int i = 0; i < 5; i++) session.Write(SampleBatch.Of(500), 0, 500);
        }

        string problems = Tool.Output("tshark", "-r", path, "-Y", "_ws.malformed || _ws.expert.severity >= 0x400000 || cflow.no_template_found");
        Assert.Equal("", problems);
        int records = Tool.Output("tshark", "-r", path, "-T", "fields", "-E", "aggregator=;", "-e", "cflow.octets")
            .Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(2500, records);
    }

    private static List<byte[]> Read(string path)
    {
        byte[] octets = File.ReadAllBytes(path);
        var messages = new List<byte[]>();
        int at = 0;
        for (; NumberedMessage.First(octets.AsSpan(at)) is { IsEmpty: false } message; at += message.Length) messages.Add(message.ToArray());
        Assert.Equal(octets.Length, at);
        return messages;
    }
}
