using Weir.Flows.Interfaces;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting.Options;

/// <summary>One kind of options record: its template, what there is to tell now, and how that becomes octets.</summary>
/// <param name="template">An options template.</param>
internal abstract class OptionsReport(TemplateRecord template)
{
    /// <summary>No record is longer.</summary>
    public const int MaxRecordLength = 400;

    public TemplateRecord Template { get; } = template;

    /// <summary>Whether it tells of samplers: when they change, collectors must know before they read records.</summary>
    public bool IsOfSamplers { get; init; }

    /// <summary>Takes what there is to tell now.</summary>
    /// <returns>How many records that makes.</returns>
    public virtual int Take() => 0;

    /// <summary>Takes interfaces to tell of. Only reports of interfaces do.</summary>
    /// <returns>How many records that makes.</returns>
    public virtual int Take(ReadOnlySpan<NetworkInterface> interfaces) => 0;

    /// <summary>Encodes one record of what was taken.</summary>
    /// <param name="index">Which.</param>
    /// <param name="record">Room for <see cref="MaxRecordLength"/> octets.</param>
    /// <returns>Octets of the record.</returns>
    public int Encode(int index, Span<byte> record)
    {
        var writer = new WireWriter(record);
        Encode(index, ref writer);
        return writer.Position;
    }

    protected abstract void Encode(int index, ref WireWriter writer);
}
