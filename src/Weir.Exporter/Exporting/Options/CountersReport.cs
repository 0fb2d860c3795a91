using Weir.Flows.Interfaces;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting.Options;

/// <summary>Options records of interface counters, one for each interface and one of its directions.</summary>
/// <param name="template">An options template.</param>
/// <param name="encode">Writes the record of an interface.</param>
internal sealed class CountersReport(TemplateRecord template, CountersReport.Encoder encode) : OptionsReport(template)
{
    private NetworkInterface[] _taken = [];

    public delegate void Encoder(NetworkInterface of, ref WireWriter writer);

    public override int Take(ReadOnlySpan<NetworkInterface> interfaces) => (_taken = interfaces.ToArray()).Length;

    protected override void Encode(int index, ref WireWriter writer) => encode(_taken[index], ref writer);
}
