using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting.Options;

/// <summary>Options records about things of one kind: a list taken anew each time, each thing one record.</summary>
/// <param name="template">An options template.</param>
/// <param name="take">What there is now.</param>
/// <param name="encode">Writes the record of one thing.</param>
internal sealed class ValueReport<T>(TemplateRecord template, Func<IReadOnlyList<T>> take, ValueReport<T>.Encoder encode) : OptionsReport(template)
{
    private IReadOnlyList<T> _taken = [];

    public delegate void Encoder(T value, ref WireWriter writer);

    public override int Take() => (_taken = take()).Count;

    protected override void Encode(int index, ref WireWriter writer) => encode(_taken[index], ref writer);
}
