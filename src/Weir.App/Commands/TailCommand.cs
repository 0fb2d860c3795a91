using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weir.App.Composition;
using Weir.App.Tailing;
using Weir.Collector.Decoding;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;

namespace Weir.App.Commands;

/// <summary><c>weir tail</c>: records as they come.</summary>
internal static class TailCommand
{
    /// <summary>Records that may wait by themselves. 32768: sixteen batches, some 16 MiB.</summary>
    private const int DefaultQueue = 16 * FlowBatch.Capacity;

    private const int MaxQueue = 1 << 22;

    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var listen = new ListenArguments();
        var filter = FlowFilterArgument.Create("Which flows: 'src net 10.0.0.0/8 and dst port 443'");
        var columns = new Option<string?>("--columns", "-c") { Description = "Columns shown, with commas; by itself a summary in a table, all elsewhere" };
        var count = new Option<long?>("--number", "-n") { Description = "End by itself after so many records" };
        var queue = new Option<int>("--queue") { Description = "Records that may wait for a slow terminal or reader; more are dropped and counted", DefaultValueFactory = _ => DefaultQueue };
        Option<TailFormat> format = Choice.Create("--format", "-f", TailFormat.Table);
        var believed = new SessionArguments();
        var networks = new NetworksArguments();
        var command = new Command("tail", "Show flow records as they come, by UDP, TCP or TLS; nothing is kept") { filter, columns, count, format, queue };
        believed.AddTo(command);
        networks.AddTo(command);
        listen.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            SessionOptions sessions = believed.Read(line); // first: it may add columns
            Predicate which = RecordChoice.Bind(line.GetValue(filter));
            IReadOnlyList<FlowColumn> shown = line.GetValue(columns) is { } names ? ColumnNames.Read(names, columns.Name) : [];
            if (line.GetValue(count) < 1) throw new UsageException($"{count.Name} {line.GetValue(count)}: want 1 or more");
            int waiting = line.GetValue(queue);
            if (waiting is < 1 or > MaxQueue) throw new UsageException($"{queue.Name} {waiting}: want 1 to {MaxQueue}");
            using var records = new RecordQueue(which, (waiting + FlowBatch.Capacity - 1) / FlowBatch.Capacity);
            ListenPlan plan = listen.Read(line);
            return Task.FromResult(Run(plan, sessions, networks.Read(line)?.Networks, records, shown, line.GetValue(format), line.GetValue(count) ?? long.MaxValue, cancellation));
        });
        return command;
    }

    private static int Run(
        ListenPlan plan, SessionOptions sessions, NetworkDirectory? networks, RecordQueue records, IReadOnlyList<FlowColumn> columns, TailFormat format, long count, CancellationToken cancellation)
    {
        var metrics = new ListenerMetrics();
        var decoding = new DecoderMetrics();
        IReadOnlyList<IDatagramSource> sources = plan.CreateSources(metrics, new StreamMetrics(), [], new StderrLogger());
        try
        {
            var live = new LiveDecoding(sources, sessions, decoding, NetworksArguments.Through(networks, records));
            live.Open();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            SideBySide.Run<bool>(
                [
                    stop =>
                    {
                        live.Run(stop);
                        return true;
                    },
                    stop =>
                    {
                        Show(records, columns, format, count, stop);
                        ending.Cancel();
                        return true;
                    },
                ],
                ending.Token);
        }
        finally
        {
            foreach (IDatagramSource source in sources) source.Dispose();
        }

        string problems = DecodeReport.Problems(decoding);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weir: {metrics.Datagrams.Value} messages received, {records.Seen} flow records, {records.Dropped} of them dropped because the output is slow, {metrics.KernelDrops.Value} datagrams dropped by the kernel{(problems.Length > 0 ? ", not decoded: " + problems : "")}"));
        return ExitCode.Ok;
    }

    private static void Show(RecordQueue records, IReadOnlyList<FlowColumn> columns, TailFormat format, long count, CancellationToken stop)
    {
        long told = 0;
        long toldAt = Stopwatch.GetTimestamp();
        try
        {
            // Not Console.Out, which does not tell that the reader is gone.
            using var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            using var output = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16);
            var writer = new TailWriter([.. columns], format, output);
            while (count > 0 && Next(records, stop) is { } batch)
            {
                int shown = (int)Math.Min(batch.Count, count);
                writer.Write(batch, shown);
                count -= shown;
                records.Return(batch);
                if (records.Dropped == told || Stopwatch.GetElapsedTime(toldAt) < BetweenComplaints) continue;
                Console.Error.WriteLine($"weir: warning: {records.Dropped - told} records dropped: the output is slow");
                (told, toldAt) = (records.Dropped, Stopwatch.GetTimestamp());
            }
        }
        catch (IOException)
        {
            // Whoever read has read enough.
        }
    }

    // When told to stop, what waits is still shown.
    private static FlowBatch? Next(RecordQueue records, CancellationToken stop)
    {
        try
        {
            return records.Take(stop);
        }
        catch (OperationCanceledException)
        {
            return records.TryTake();
        }
    }
}
