namespace Weir.App.Shell;

/// <summary>
/// The lines that were given, oldest first: as many as asked for, in a file that only its owner may read. A file that cannot be read or
/// written is no mistake; the lines are then known for as long as the shell runs.
/// </summary>
internal sealed class ShellHistory
{
    /// <summary>Lines kept by default. 1000: what Debian's shell keeps for a user (HISTSIZE in /etc/skel/.bashrc).</summary>
    public const int DefaultSize = 1000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly int _size;
    private readonly List<string> _lines = [];

    /// <summary>Reads what there is.</summary>
    /// <param name="path">The file; <see langword="null"/>: none.</param>
    /// <param name="size">Lines kept.</param>
    public ShellHistory(string? path, int size)
    {
        _path = size > 0 ? path : null;
        _size = size;
        if (_path is null) return;
        try
        {
            // Bounded: a file that somebody else made may have any size.
            foreach (string line in File.ReadLines(_path)) Keep(line.Length <= ShellLine.MaxLength ? line : "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return;
        }

        Write(FileMode.Create, _lines);
    }

    /// <summary>The file in the user's state directory (XDG Base Directory specification); <see langword="null"/> where there is no home.</summary>
    public static string? DefaultPath
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            if (string.IsNullOrEmpty(state) && Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home) state = Path.Combine(home, ".local", "state");
            return string.IsNullOrEmpty(state) ? null : Path.Combine(state, "weir", "cli-history");
        }
    }

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Remembers a line, unless it is blank or the same as the last.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line) || _size == 0) return;
        Keep(line);
        Write(FileMode.Append, [line]);
    }

    private void Keep(string line)
    {
        if (line.Length == 0) return;
        if (_lines.Count == _size) _lines.RemoveAt(0);
        _lines.Add(line);
    }

    private void Write(FileMode mode, IEnumerable<string> lines)
    {
        if (_path is null) return;
        try
        {
            if (Path.GetDirectoryName(_path) is { Length: > 0 } directory && !Directory.Exists(directory))
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
                else Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            }

            var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using var stream = new FileStream(_path, options);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
            using var writer = new StreamWriter(stream);
            foreach (string line in lines) writer.Write(line + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Known for as long as the shell runs.
        }
    }
}
