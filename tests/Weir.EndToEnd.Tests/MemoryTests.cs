using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What flows cost in memory, all told: the built program is fed through a pipe, and the kernel says what it holds.</summary>
public sealed class MemoryTests : IDisposable
{
    private const int FewFlows = 100_000;
    private const int MoreFlows = 1_000_000;
    private const int MostOctetsOfAFlow = 160;
    private const long MostWithFewFlows = 120_000_000;
    private const int SourceAddressOffset = 26;
    private const int PacketHeader = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _frame = FrameBuilder.Ethernet().Ipv4("10.0.0.0", "192.0.2.1").Udp(40_000, 53).Payload(10).Build();
    private uint _flow;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_flow_costs_at_most_160_octets_and_100_000_flows_leave_the_program_below_120_megabytes()
    {
        Tool.Require("mkfifo");
        string pipe = _directory["packets"];
        Tool.Output("mkfifo", pipe);
        using var sink = new DatagramRecorder();
        using RunningTool weir = WeirProgram.Start("export", "-r", pipe, "--to", $"ipfix://127.0.0.1:{sink.Port}", "--pace", "0", "--max-flows", "2000000",
            "--idle-timeout", "0", "--active-timeout", "0", "--tcp-end-timeout", "0");
        using (var file = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.Read, 1 << 16))
        {
            var packets = new PcapWriter(file);
            long few = ResidentAfter(weir, file, packets, FewFlows);
            long many = ResidentAfter(weir, file, packets, MoreFlows);

            Assert.InRange(few, 1, MostWithFewFlows);
            Assert.InRange((many - few) / (double)MoreFlows, 1, MostOctetsOfAFlow);
        }

        ToolResult end = weir.WaitForEnd(Patience);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{FewFlows + MoreFlows} flow records"), end.Error, StringComparison.Ordinal);
    }

    private long ResidentAfter(RunningTool weir, FileStream file, PcapWriter packets, int flows)
    {
        long readBefore = Read(weir.Id);
        long length = 0;
        for (int i = 0; i < flows; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_frame.AsSpan(SourceAddressOffset), 0x0A000000 + _flow++);
            packets.Write(1_700_000_000_000_000_000, _frame);
            length += PacketHeader + _frame.Length;
        }

        file.Flush();
        long started = Stopwatch.GetTimestamp();
        while (Read(weir.Id) < readBefore + length && Stopwatch.GetElapsedTime(started) < Patience) Thread.Sleep(10); // between looks: the kernel only counts
        // What was read last is metered a moment later, of which nothing tells: the figure is taken when it stands still for a quarter of a second.
        long resident = 0;
        for (long now; (now = Status(weir.Id, "status", "VmRSS:") * 1024) != resident; Thread.Sleep(250)) resident = now; // between looks: at rest it stays the same
        return resident;
    }

    // Octets read from all files so far (proc_pid_io(5)).
    private static long Read(int process) => Status(process, "io", "rchar:");

    private static long Status(int process, string file, string name)
    {
        string line = File.ReadLines($"/proc/{process}/{file}").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
