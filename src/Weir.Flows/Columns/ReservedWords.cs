namespace Weir.Flows.Columns;

/// <summary>
/// Words that SQL, or the archive's partitions, keep for themselves: those that DuckDB lists as keywords and that are not
/// unreserved, and the keys of the archive's directories.
/// </summary>
internal static class ReservedWords
{
    private static readonly HashSet<string> All = new(
        """
        all analyse analyze and any array as asc asymmetric at authorization binary both case cast check collate collation column
        concurrently constraint create cross date default deferrable desc describe distinct do else end except false fetch for foreign freeze from full
        glob group having hour ilike in initially inner intersect into is isnull join lambda lateral leading left like limit map natural not
        notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references
        returning right select semi anti asof show similar some struct summarize symmetric table tablesample then to trailing true try_cast union
        unique unpivot using variadic verbose when where window with
        between bigint bit boolean char character coalesce columns dec decimal exists extract float generated grouping_id inout int integer
        interval national nchar none nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim
        by grouping unpack values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    public static bool Contains(string word) => All.Contains(word);
}
