using Weir.App.Shell;
using Weir.Testing;

namespace Weir.App.Tests.Shell;

/// <summary>What keys do to a line.</summary>
public sealed class LineEditorTests
{
    private static readonly ConsoleKeyInfo Enter = Key(ConsoleKey.Enter, '\r');
    private static readonly ConsoleKeyInfo Tab = Key(ConsoleKey.Tab, '\t');

    [Fact]
    public async Task Letters_and_movements() =>
        Assert.Equal("show flows", await ReadAsync(Typed("how flowz"), Key(ConsoleKey.Backspace), Typed("s"), Key(ConsoleKey.Home), Typed("s"), Enter));

    [Fact]
    public async Task Words_and_ends_are_deleted_as_readline_does() =>
        Assert.Equal("b", await ReadAsync(Typed("a b cc"), Control('W'), Key(ConsoleKey.LeftArrow), Control('K'), Control('A'), Key(ConsoleKey.Delete), Key(ConsoleKey.Delete), Enter));

    [Fact]
    public async Task Up_and_down_recall_what_was_given()
    {
        var history = new ShellHistory(null, 10);
        history.Add("one");
        history.Add("two");

        Assert.Equal("one", await ReadAsync(history, Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Enter));
        Assert.Equal("two", await ReadAsync(history, Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), Enter));
        Assert.Equal("", await ReadAsync(history, Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), Enter));
    }

    [Fact]
    public async Task Tab_completes_as_far_as_candidates_agree()
    {
        Assert.Equal("show interfaces ", await ReadAsync(Typed("sho"), Tab, Typed("int"), Tab, Enter));
        Assert.Equal("show flow", await ReadAsync(Typed("show fl"), Tab, Tab, Enter));
        Assert.Equal("statistics | table ", await ReadAsync(Typed("stati"), Tab, Typed("| ta"), Tab, Enter));
    }

    [Fact]
    public async Task The_end_is_an_empty_line_with_control_d()
    {
        Assert.Null(await ReadAsync(Control('D')));
        Assert.Equal("ab", await ReadAsync(Typed("acb"), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.LeftArrow), Control('D'), Enter));
        Assert.Equal("", await ReadAsync(Typed("away"), Control('C')));
    }

    [Fact]
    public void History_is_bounded_survives_and_belongs_to_its_owner()
    {
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory["state"], "weir", "cli-history");
        var first = new ShellHistory(path, 3);
        foreach (string line in (string[])["a", "b", "b", " ", "c", "d"]) first.Add(line);

        Assert.Equal(["b", "c", "d"], first.Lines);
        Assert.Equal(["b", "c", "d"], new ShellHistory(path, 3).Lines);
        Assert.Equal(["c", "d"], new ShellHistory(path, 2).Lines);
        Assert.Equal(["c", "d"], File.ReadAllLines(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path));
    }

    private static Task<string?> ReadAsync(params IEnumerable<object> keys) => ReadAsync(new ShellHistory(null, 10), keys);

    private static async Task<string?> ReadAsync(ShellHistory history, params IEnumerable<object> keys)
    {
        var pressed = new Queue<ConsoleKeyInfo>(keys.SelectMany(static key => key is string text ? text.Select(static letter => Key(ConsoleKey.NoName, letter)) : [(ConsoleKeyInfo)key]));
        using var output = new StringWriter();
        var commands = new ShellCommands("/nowhere", null, output, output);
        var editor = new LineEditor(_ => Task.FromResult(pressed.Dequeue()), output, static () => 80, history, new ShellCompletion(commands.Root));
        return await editor.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    private static string Typed(string text) => text;

    private static ConsoleKeyInfo Key(ConsoleKey key, char letter = '\0') => new(letter, key, false, false, false);

    private static ConsoleKeyInfo Control(char letter) => new((char)(letter - 'A' + 1), (ConsoleKey)letter, false, false, control: true);
}
