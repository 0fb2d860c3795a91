using Weir.App.Output;

namespace Weir.App.Tests.Output;

/// <summary>How far a file was read, on a terminal and nowhere else.</summary>
public sealed class ProgressLineTests
{
    [Fact]
    public void A_file_has_a_part_a_rate_and_what_is_left()
    {
        string text = ProgressLine.Text("conn.log", (250_000_000, 1_000_000_000, 3_000_000), TimeSpan.FromSeconds(3));
        Assert.StartsWith("conn.log  250 MB of 1.00 GB  █████░", text, StringComparison.Ordinal);
        Assert.EndsWith("25 %  3.00 M records, 1.00 M/s, 0:09 left", text, StringComparison.Ordinal);
        Assert.Equal("standard input  250 MB  3.00 M records, 1.00 M/s", ProgressLine.Text("standard input", (250_000_000, 0, 3_000_000), TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void It_is_shown_on_a_terminal_and_taken_away_and_nothing_is_shown_elsewhere()
    {
        using var terminal = new WatchedWriter();
        using (new ProgressLine("a", static () => (1, 2, 3), TimeProvider.System, terminal, isTerminal: true))
            Assert.True(terminal.Shown.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("\ra  1 B of 2 B", terminal.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", terminal.ToString(), StringComparison.Ordinal);
        using var file = new WatchedWriter();
        using (new ProgressLine("a", static () => (1, 2, 3), TimeProvider.System, file, isTerminal: false))
        {
            // Nothing is begun.
        }

        Assert.False(file.Shown.IsSet);
    }

    private sealed class WatchedWriter : StringWriter
    {
        public ManualResetEventSlim Shown { get; } = new();

        public override void Write(string? value)
        {
            base.Write(value);
            Shown.Set();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Shown.Dispose();
            base.Dispose(disposing);
        }
    }
}
