namespace Weir.Storage.Parquet;

/// <summary>SQL for people who read an archive with DuckDB itself: <c>weir_ip(hi, lo)</c>, <c>weir_mac(bits)</c>, <c>weir_time(ns)</c>.</summary>
public static class ArchiveMacros
{
    /// <summary>The statements that define them.</summary>
    public static string Sql
    {
        get
        {
            using Stream stream = typeof(ArchiveMacros).Assembly.GetManifestResourceStream("ArchiveMacros.sql")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
