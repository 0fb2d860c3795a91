using Weir.Exporter.Transport;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>What the spool and the streams learn of templates from messages.</summary>
internal sealed class TemplateMemoryTarget : IFuzzTarget
{
    private TemplateMemory _memory = new();

    public string Name => "templates";

    public IReadOnlyList<byte[]> Corpus { get; } = CorpusFile.Datagrams("ipfix.pcap");

    public void Restart() => _memory = new();

    public void Take(ReadOnlySpan<byte> input)
    {
        _memory.Observe(input);
        Assert.InRange(_memory.Count, 0, TemplateMemory.MaxTemplates);
        var again = new TemplateMemory();
        _memory.WriteAll(again.Observe);
        Assert.Equal(_memory.Count, again.Count);
    }

    public void Dispose()
    {
    }
}
