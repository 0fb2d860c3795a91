using System.Globalization;

namespace Weir.App.Shell;

/// <summary>
/// Reads a line from a terminal, key by key, with the keys of readline: arrows, Home, End, Ctrl-A E K U W L, Tab, Up and Down for the
/// history. A line longer than the terminal is shown in part.
/// </summary>
/// <param name="readKey">Waits for a key.</param>
/// <param name="output">The terminal.</param>
/// <param name="width">Its columns now.</param>
/// <param name="history">Lines given before.</param>
/// <param name="completion">What can come next.</param>
internal sealed class LineEditor(
    Func<CancellationToken, Task<ConsoleKeyInfo>> readKey, TextWriter output, Func<int> width, ShellHistory history, ShellCompletion completion)
{
    private const string Prompt = "weir> ";
    private const string ClearToEnd = "\e[K", ClearScreen = "\e[H\e[2J";

    private readonly LineBuffer _line = new();
    private int _recalled;

    /// <summary>Reads a line.</summary>
    /// <returns>The line; <see langword="null"/> at the end: Ctrl-D on an empty line.</returns>
    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        _line.Set("");
        _recalled = history.Lines.Count;
        while (true)
        {
            await ShowAsync();
            ConsoleKeyInfo key = await readKey(cancellation);
            switch (key)
            {
                case { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' }:
                    await output.WriteAsync("\r\n");
                    return _line.Text;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when _line.Text.Length == 0:
                    await output.WriteAsync("\r\n");
                    return null;
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    await output.WriteAsync("^C\r\n");
                    return "";
                case { Key: ConsoleKey.Tab }:
                    await CompleteAsync();
                    break;
                case { Key: ConsoleKey.L, Modifiers: ConsoleModifiers.Control }:
                    await output.WriteAsync(ClearScreen);
                    break;
                default:
                    Edit(key);
                    break;
            }
        }
    }

    private void Edit(ConsoleKeyInfo key)
    {
        bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: _line.Move(-1); break;
            case ConsoleKey.RightArrow: _line.Move(1); break;
            case ConsoleKey.Home: _line.MoveToStart(); break;
            case ConsoleKey.End: _line.MoveToEnd(); break;
            case ConsoleKey.Backspace: _line.DeleteBefore(); break;
            case ConsoleKey.Delete: _line.DeleteAfter(); break;
            case ConsoleKey.UpArrow: Recall(-1); break;
            case ConsoleKey.DownArrow: Recall(1); break;
            case ConsoleKey.A when isControl: _line.MoveToStart(); break;
            case ConsoleKey.E when isControl: _line.MoveToEnd(); break;
            case ConsoleKey.D when isControl: _line.DeleteAfter(); break;
            case ConsoleKey.K when isControl: _line.DeleteToEnd(); break;
            case ConsoleKey.U when isControl: _line.DeleteToStart(); break;
            case ConsoleKey.W when isControl: _line.DeleteWord(); break;
            default:
                if (!char.IsControl(key.KeyChar)) _line.Insert(key.KeyChar.ToString());
                break;
        }
    }

    private void Recall(int by)
    {
        _recalled = Math.Clamp(_recalled + by, 0, history.Lines.Count);
        _line.Set(_recalled < history.Lines.Count ? history.Lines[_recalled] : "");
    }

    // One candidate is written out; several as far as they agree; where they agree no further, they are listed.
    private async Task CompleteAsync()
    {
        (int start, IReadOnlyList<string> candidates) = completion.Complete(_line.BeforeCursor);
        string common = ShellCompletion.CommonStart(candidates);
        if (candidates.Count == 1) _line.Replace(start, common + " ");
        else if (common.Length > _line.Cursor - start) _line.Replace(start, common);
        else if (candidates.Count > 1) await output.WriteAsync("\r\n" + string.Join("  ", candidates) + "\r\n");
    }

    private async Task ShowAsync()
    {
        int room = Math.Max(10, width() - Prompt.Length - 1);
        int from = Math.Max(0, _line.Cursor - room);
        string shown = _line.Text.Substring(from, Math.Min(room, _line.Text.Length - from));
        int back = from + shown.Length - _line.Cursor;
        string moved = back > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{back}D") : "";
        await output.WriteAsync($"\r{Prompt}{shown}{ClearToEnd}{moved}");
        await output.FlushAsync();
    }
}
