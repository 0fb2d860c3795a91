namespace Weir.Storage.Parquet;

/// <summary>A committed file.</summary>
/// <param name="Table">Directory of its table within the archive: <c>flows</c>.</param>
/// <param name="Hour">The hour of receipt, counted from 1970.</param>
/// <param name="FileName"><c>NAME.parquet</c>, or <c>NAME.0002.parquet</c>.</param>
/// <param name="Path">Where it is to be opened: its own path, or its temporary one while its commit is being carried out.</param>
internal sealed record ArchivedFile(string Table, long Hour, string FileName, string Path)
{
    /// <summary>Its path within the archive.</summary>
    internal string Relative => ArchiveLayout.FileIn(Table, Hour, FileName);

    /// <summary>The transaction that it is of.</summary>
    internal string Name => FileName[..FileName.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>How long it is now; 0 where it is not there any more.</summary>
    internal long Octets() => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;
}
