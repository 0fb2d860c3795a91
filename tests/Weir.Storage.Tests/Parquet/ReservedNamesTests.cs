using Weir.Flows.Columns;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Tests.Parquet;

public sealed class ReservedNamesTests
{
    [Fact]
    public void No_word_that_DuckDB_keeps_for_itself_is_the_name_of_a_configured_column()
    {
        using DuckDbDatabase database = DuckDbDatabase.Open(new());
        using DuckDbConnection connection = database.Connect();
        using DuckDbStatement statement = connection.Prepare("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'");
        using DuckDbResult result = statement.Execute(TestContext.Current.CancellationToken);
        var free = new List<string>();
        int all = 0;
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++, all++)
                {
                    string word = chunk.Text(0, row);
                    if (ColumnDefinition.ProblemOf(word) is null) free.Add(word);
                }
            }
        }

        Assert.NotEqual(0, all);
        Assert.Empty(free);
    }
}
