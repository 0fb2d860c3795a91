using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What is wrong is said in one line on standard error, with the exit code that goes with it.</summary>
public sealed class BadInputTests
{
    private const int Failed = 1;
    private const int Usage = 2;

    [Theory]
    [InlineData(Failed, "no such file", "import", "/nonexistent.pcap", "--archive", "{dir}/a")]
    [InlineData(Failed, "no capture", "import", "{dir}/text.pcap", "--archive", "{dir}/a")]
    [InlineData(Failed, "no such file", "export", "-r", "/nonexistent.pcap", "--to", "ipfix://127.0.0.1:4739")]
    [InlineData(Failed, "no such file", "decode", "/nonexistent.pcap")]
    [InlineData(Failed, "no such file", "import", "--as", "ipfix-file", "/nonexistent.ipfix", "--archive", "{dir}/a")]
    [InlineData(Failed, "no IPFIX file", "import", "--as", "ipfix-file", "{dir}/text.pcap", "--archive", "{dir}/a")]
    [InlineData(Usage, "--exporter", "import", "--as", "ipfix-file", "{dir}/text.pcap", "--archive", "{dir}/a", "--exporter", "router")]
    [InlineData(Failed, "no archive", "top", "--archive", "{dir}/nothing")]
    [InlineData(Failed, "", "import", "{dir}/empty.pcap", "--archive", "/proc/weir")]
    [InlineData(Usage, "unknown scheme", "export", "-r", "{dir}/empty.pcap", "--to", "gopher://127.0.0.1:70")]
    [InlineData(Usage, "port", "export", "-r", "{dir}/empty.pcap", "--to", "ipfix://127.0.0.1:99999")]
    [InlineData(Usage, "", "export", "--to", "ipfix://127.0.0.1:4739")]
    [InlineData(Usage, "unknown scheme", "collect", "--listen", "gopher://127.0.0.1:70", "--archive", "{dir}/a")]
    [InlineData(Usage, "sorce", "top", "--archive", "{dir}/archive", "--by", "sorce_addr")]
    [InlineData(Usage, "column 1", "top", "--archive", "{dir}/archive", "prot tcp")]
    [InlineData(Usage, "", "top", "--archive", "{dir}/archive", "--since", "the day before")]
    [InlineData(Usage, "", "top", "--archive", "{dir}/archive", "--format", "xml")]
    [InlineData(Usage, "", "topp")]
    [InlineData(Usage, "")]
    public void Says_what_is_wrong_in_one_line(int exitCode, string says, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["text.pcap"], "this is no capture at all, only some text that is long enough");
        File.WriteAllBytes(directory["empty.pcap"], EmptyCapture);
        WeirProgram.Output("import", directory["empty.pcap"], "--archive", directory["archive"]);

        ToolResult result = WeirProgram.Run([.. arguments.Select(argument => argument.Replace("{dir}", directory.Path, StringComparison.Ordinal))]);

        Assert.Equal(exitCode, result.ExitCode);
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, line, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        using var directory = new TemporaryDirectory();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        ToolResult result = WeirProgram.Run("collect", "--listen", $"udp://127.0.0.1:{port}", "--archive", directory["archive"]);

        Assert.Equal(Failed, result.ExitCode);
        Assert.Contains($"{port}", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_cut_in_a_packet_gives_its_whole_packets_a_warning_and_exit_1()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["cut.pcap"], [.. EmptyCapture, .. PacketRecord, .. PacketRecord.AsSpan(0, PacketRecord.Length - 5)]);

        ToolResult result = WeirProgram.Run("import", directory["cut.pcap"], "--archive", directory["archive"]);

        Assert.Equal(Failed, result.ExitCode);
        Assert.Contains("cut", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((1, 1, 28), ArchiveSums.Total(directory["archive"]));
    }

    /// <summary>The header of a little-endian, microsecond pcap file of raw IP packets.</summary>
    private static byte[] EmptyCapture => [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0];

    /// <summary>One UDP packet of 28 octets, 192.0.2.1:1000 to 192.0.2.2:2000.</summary>
    private static byte[] PacketRecord =>
    [
        0, 0x10, 0x5e, 0x65, 0, 0, 0, 0, 28, 0, 0, 0, 28, 0, 0, 0,
        0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
        3, 0xe8, 7, 0xd0, 0, 8, 0, 0,
    ];
}
