using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Testing;

namespace Weir.Storage.Tests.Parquet;

/// <summary>Footers tell of a column what DuckDB finds in the column itself.</summary>
public sealed class ParquetFooterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new());

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("SELECT range AS t FROM range(100000)", 2048)]
    [InlineData("SELECT -range * 977 AS t, 'a''b' AS u FROM range(100000)", 5000)]
    [InlineData("SELECT CASE WHEN range % 3 = 0 THEN NULL ELSE range - 50 END AS t FROM range(30000)", 2048)]
    [InlineData("SELECT NULL::BIGINT AS t, range AS u FROM range(3000)", 2048)]
    [InlineData("SELECT CASE WHEN range < 4096 THEN NULL ELSE range END AS t FROM range(30000)", 2048)]
    [InlineData("SELECT 9223372036854775807 AS t UNION ALL SELECT -9223372036854775807 - 1", 2048)]
    [InlineData("SELECT range AS t FROM range(0)", 2048)]
    [InlineData("SELECT {'t': 1} AS s, [1, 2] AS l, MAP {'t': 5} AS m, true AS b, 1.5::DOUBLE AS d, 7::BIGINT AS t", 2048)]
    public void A_range_is_that_of_the_column(string rows, int groupRows)
    {
        string path = Write(rows, $", ROW_GROUP_SIZE {groupRows}");
        using DuckDbConnection connection = _database.Connect();
        using DuckDbResult result = connection.Query(
            $"SELECT coalesce(min(t), {long.MaxValue}), coalesce(max(t), -9223372036854775807 - 1), count(*) - count(t) FROM '{path}'", TestContext.Current.CancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        Assert.Equal(new ColumnRange(chunk.Values<long>(0)[0], chunk.Values<long>(1)[0], chunk.Values<long>(2)[0]), ParquetFooter.Range(path, "t"u8));
    }

    [Theory]
    [InlineData("SELECT 1::BIGINT AS other")]
    [InlineData("SELECT 1::INTEGER AS t")]
    [InlineData("SELECT 'text' AS t")]
    [InlineData("SELECT 1.5::DOUBLE AS t")]
    [InlineData("SELECT {'t': 1::BIGINT} AS s")]
    [InlineData("SELECT [1::BIGINT] AS t")]
    public void Of_what_is_no_such_column_nothing_is_told(string rows) => Assert.Null(ParquetFooter.Range(Write(rows), "t"u8));

    [Fact]
    public void A_footer_longer_than_what_is_read_first_is_read_whole()
    {
        string path = Write("SELECT range AS t FROM range(10)", $", KV_METADATA {{weir_names: '{new string('n', 200_000)}'}}");
        Assert.Equal(new ColumnRange(0, 9, 0), ParquetFooter.Range(path, "t"u8));
    }

    [Fact]
    public void What_is_no_file_of_the_format_or_not_there_tells_nothing()
    {
        string path = Write("SELECT range AS t FROM range(5)");
        byte[] octets = File.ReadAllBytes(path);
        Assert.Null(ParquetFooter.Range(path + ".gone", "t"u8));
        Assert.Null(ParquetFooter.Range(_directory.Path, "t"u8));
        foreach (byte[] other in (byte[][])[[], "PAR1"u8.ToArray(), octets[..^1], [.. octets[..^8], 255, 255, 255, 127, .. "PAR1"u8], [.. octets[..^8], 0, 0, 0, 128, .. "PAR1"u8], [.. octets[..^8], 0, 0, 1, 0, .. "PAR1"u8]])
        {
            File.WriteAllBytes(path, other);
            Assert.Null(ParquetFooter.Range(path, "t"u8));
        }
    }

    [Fact]
    public void A_footer_that_is_cut_short_tells_nothing()
    {
        byte[] octets = File.ReadAllBytes(Write("SELECT range AS t, range AS u FROM range(5000)", ", ROW_GROUP_SIZE 2048"));
        int length = BitConverter.ToInt32(octets.AsSpan()[^8..]);
        byte[] footer = octets[^(length + 8)..^8];
        for (int cut = 0; cut < footer.Length; cut++) Assert.Null(ParquetFooter.RangeIn(footer.AsSpan(0, cut), "t"u8));
        Assert.Equal(new ColumnRange(0, 4999, 0), ParquetFooter.RangeIn(footer, "t"u8));
    }

    private string Write(string rows, string options = "")
    {
        string path = Path.Combine(_directory.Path, "rows.parquet");
        using DuckDbConnection connection = _database.Connect();
        connection.Execute($"COPY ({rows}) TO '{path}' (FORMAT parquet{options})", TestContext.Current.CancellationToken);
        return path;
    }
}
