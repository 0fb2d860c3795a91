using Weir.Storage.Parquet;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The footer of a Parquet file, which anyone may have put into the archive's directory.</summary>
internal sealed class FooterTarget : IFuzzTarget
{
    private readonly byte[] _column = "time_flow_end_ms"u8.ToArray();

    public FooterTarget()
    {
        Corpus = [CorpusFile.Octets("flows.parquet-footer")];
        // Else what is mutated is not what is read.
        Assert.Equal(new ColumnRange(1_795_258_028_382, 1_795_258_029_379, 40), ParquetFooter.RangeIn(Corpus[0], _column));
    }

    public string Name => "footers";

    public IReadOnlyList<byte[]> Corpus { get; }

    public IReadOnlyList<byte[]> Words => [_column, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0xF9], [0xFC], [0x1C], [0x00]];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input) => _ = ParquetFooter.RangeIn(input, _column);

    public void Dispose()
    {
    }
}
