namespace Weir.App.Shell;

/// <summary>A line while it is written: its text and where the cursor is.</summary>
internal sealed class LineBuffer
{
    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Characters before the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>The text before the cursor.</summary>
    public string BeforeCursor => Text[..Cursor];

    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Writes at the cursor; what does not fit is left out.</summary>
    public void Insert(string text)
    {
        text = text[..Math.Min(text.Length, ShellLine.MaxLength - Text.Length)];
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Puts a text where the characters from <paramref name="start"/> to the cursor are.</summary>
    public void Replace(int start, string text)
    {
        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
        Insert(text);
    }

    public void Move(int by) => Cursor = Math.Clamp(Cursor + by, 0, Text.Length);

    public void MoveToStart() => Cursor = 0;

    public void MoveToEnd() => Cursor = Text.Length;

    public void DeleteBefore()
    {
        if (Cursor > 0) Replace(Cursor - 1, "");
    }

    public void DeleteAfter()
    {
        if (Cursor < Text.Length) Text = Text.Remove(Cursor, 1);
    }

    public void DeleteToStart() => Replace(0, "");

    public void DeleteToEnd() => Text = BeforeCursor;

    /// <summary>Deletes the word before the cursor and the blanks behind it.</summary>
    public void DeleteWord()
    {
        int start = BeforeCursor.TrimEnd().LastIndexOf(' ') + 1;
        Replace(start, "");
    }
}
