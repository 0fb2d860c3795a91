using System.Text;
using Weir.Flows.Pipeline;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Exports;

/// <summary>Brings exported files, and whole archives, into an archive: each once, however often it is done.</summary>
public static class ArchiveImport
{
    /// <summary>Brings a file of records, of counters or of what came of exporters in. The same octets have the same name: imported again, they replace what they brought.</summary>
    /// <returns>How many rows.</returns>
    /// <exception cref="IOException">The file cannot be read or is none of an archive, or the archive cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public static long File(string path, IFlowArchive archive, CancellationToken cancellationToken)
    {
        using ImportedTable table = ImportedTable.Open(path, path);
        using IFlowTransaction transaction = archive.Begin(ContentName.OfFile(path));
        long rows = table.Read(transaction, cancellationToken);
        transaction.Commit();
        return rows;
    }

    /// <summary>Brings the flows, the counters and what came of exporters of another archive in, as they are at one moment. It is known by where it stands: imported again, it replaces what it brought.</summary>
    /// <inheritdoc cref="File"/>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    public static long Archive(string directory, IFlowArchive archive, CancellationToken cancellationToken)
    {
        var layout = new ArchiveLayout(directory);
        if (!Directory.Exists(layout.Flows)) throw new ArchiveNotFoundException(layout.Root);
        var snapshot = ArchiveSnapshot.Take(layout, default, ArchiveLayout.WrittenTables);
        using IFlowTransaction transaction = archive.Begin(ContentName.Of(Encoding.UTF8.GetBytes("archive " + layout.Root)));
        long rows = 0;
        foreach (string table in snapshot.Tables)
        {
            if (snapshot.Files(table) is not { Count: > 0 } files) continue;
            snapshot.Watch(files);
            using ImportedTable imported = ImportedTable.Open(layout.Root, [.. files.Select(static file => file.Path)]);
            rows += imported.Read(transaction, cancellationToken);
        }

        if (!snapshot.Holds()) throw new IOException($"{layout.Root}: changed while it was read; nothing was imported");
        transaction.Commit();
        return rows;
    }
}
