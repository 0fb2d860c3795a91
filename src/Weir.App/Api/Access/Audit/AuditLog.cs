using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Weir.App.Operating;

namespace Weir.App.Api.Access.Audit;

/// <summary>
/// Who asked what, a line of JSON each, in a file of its owner alone. A file that is large becomes <c>FILE.1</c>, the one before <c>FILE.2</c>, and the last goes. Where it cannot be
/// written, questions are answered all the same, and counted as not written.
/// </summary>
/// <param name="options">Where and how much.</param>
/// <param name="logger">Takes that it cannot be written.</param>
internal sealed class AuditLog(AccessOptions options, ILogger logger) : IDisposable
{
    /// <summary>Octets of a question that are kept; a filter may have 64 KiB.</summary>
    private const int MaxQuestion = 2048;

    private readonly Lock _gate = new();
    private FileStream? _file;

    /// <summary>Lines that could not be written.</summary>
    public long Lost { get; private set; }

    public void Write(AuditEntry entry)
    {
        var line = new ArrayBufferWriter<byte>(512);
        Write(entry, line);
        line.Write("\n"u8);
        lock (_gate)
        {
            try
            {
                if (_file is not null && _file.Length + line.WrittenCount > options.AuditOctets) Turn();
                _file ??= Open();
                _file.Write(line.WrittenSpan);
                _file.Flush();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (Lost++ == 0) logger.LogAuditLost(options.Audit, failure.Message);
                _file?.Dispose();
                _file = null;
            }
        }
    }

    /// <summary>The last lines, newest first, of the file that is written and of the one before.</summary>
    public IReadOnlyList<string> Last(int most)
    {
        var lines = new List<string>();
        foreach (string path in (string[])[options.Audit, AuditFiles.Numbered(options.Audit, 1)])
        {
            if (lines.Count >= most || !File.Exists(path)) continue;
            // A file is as large as the options say, and a line more.
            lines.AddRange(File.ReadAllLines(path).Reverse().Take(most - lines.Count));
        }

        return lines;
    }

    public void Dispose()
    {
        lock (_gate) _file?.Dispose();
    }

    private static void Write(AuditEntry entry, IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("time", entry.At);
        json.WriteString("user", entry.Caller.Name);
        json.WriteString("role", RoleName.Of(entry.Caller.Role));
        json.WriteString("by", entry.Caller.Means.ToString().ToLowerInvariant());
        json.WriteString("from", entry.Caller.Address.ToString());
        json.WriteString("method", entry.Method);
        json.WriteString("path", entry.Path);
        if (entry.Question.Length > 0) json.WriteString("question", entry.Question.Length > MaxQuestion ? entry.Question[..MaxQuestion] : entry.Question);
        if (entry.Question.Length > MaxQuestion) json.WriteNumber("question-length", entry.Question.Length);
        if (entry.Change is { } change) json.WriteString("change", change);
        json.WriteNumber("status", entry.Status);
        json.WriteNumber("milliseconds", Math.Round(entry.Took.TotalMilliseconds, 1));
        json.WriteEndObject();
    }

    private FileStream Open()
    {
        FileStream file = OwnerFile.Open(options.Audit, FileMode.OpenOrCreate, FileShare.Read | FileShare.Delete);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private void Turn()
    {
        _file?.Dispose();
        _file = null;
        File.Delete(AuditFiles.Numbered(options.Audit, options.AuditFiles));
        for (int number = options.AuditFiles - 1; number >= 1; number--)
        {
            if (File.Exists(AuditFiles.Numbered(options.Audit, number))) File.Move(AuditFiles.Numbered(options.Audit, number), AuditFiles.Numbered(options.Audit, number + 1));
        }

        if (options.AuditFiles == 0) File.Delete(options.Audit);
        else File.Move(options.Audit, AuditFiles.Numbered(options.Audit, 1));
    }
}
