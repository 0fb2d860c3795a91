using System.Diagnostics;
using System.Globalization;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>One of pmacct's collectors (nfacctd for NetFlow and IPFIX, sfacctd for sFlow), which writes sums by protocol to a file.</summary>
internal sealed class Pmacct : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunningTool _running;
    private readonly string _results;

    private Pmacct(RunningTool running, string results, int port)
    {
        _running = running;
        _results = results;
        Port = port;
    }

    public int Port { get; }

    /// <param name="collector">nfacctd or sfacctd.</param>
    /// <param name="directory">Where its files go; it is made.</param>
    public static Pmacct Start(string collector, string directory)
    {
        Tool.Require(collector);
        Directory.CreateDirectory(directory);
        int port = FreePort.Udp();
        string results = Path.Combine(directory, "sums.csv");
        string configuration = Path.Combine(directory, collector + ".conf");
        // What is sampled counts for what it stands for.
        File.WriteAllText(configuration, $"""
            daemonize: false
            {collector}_ip: 127.0.0.1
            {collector}_port: {port}
            {collector}_renormalize: true
            {collector}_pipe_size: 16777216
            plugins: print
            aggregate: proto
            print_output: csv
            print_output_file: {results}
            print_output_file_append: true
            print_refresh_time: 1
            """);
        RunningTool running = RunningTool.Start(collector, ["-f", configuration]);
        running.WaitForText("waiting for", Patience);
        // The process that sums begins by itself, and what comes before may never be written.
        running.WaitForText("cache entries=", Patience);
        return new(running, results, port);
    }

    /// <summary>
    /// Waits until it has written as many packets as are expected, or no more come, and sums up. It writes each second; ended in between it may
    /// write the same sums twice.
    /// </summary>
    public (long Packets, long Octets) WaitForPackets(long packets)
    {
        long started = Stopwatch.GetTimestamp();
        while (Sums().Packets < packets && Stopwatch.GetElapsedTime(started) < Patience) Thread.Sleep(50); // between looks at its file
        return Sums();
    }

    public void Dispose() => _running.Dispose();

    private (long Packets, long Octets) Sums()
    {
        if (!File.Exists(_results)) return (0, 0);
        string text = File.ReadAllText(_results);
        // The last line may still be being written.
        string[][] rows = [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("PROTOCOL", StringComparison.Ordinal)).Select(static line => line.Split(','))];
        return (rows.Sum(static cells => Number(cells[^2])), rows.Sum(static cells => Number(cells[^1])));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
