using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Directory;

/// <summary>A template as the directory remembers it.</summary>
internal sealed class KnownTemplate(in StoredTemplate template, long toldNs)
{
    // Not the shape itself, whose moves are not needed here.
    private readonly byte[] _octets = template.Shape.OctetsArray;

    public TemplateRecord Record { get; } = new(template.TemplateId, template.Shape.Layout.Fields, template.Shape.Layout.ScopeFieldCount);

    public TemplateProtocol Protocol { get; } = template.Shape.Protocol;

    /// <summary>Octets of the template record.</summary>
    public int Octets { get; } = template.Shape.RecordSize;

    public long FirstToldNs { get; } = toldNs;

    public long LastToldNs { get; set; } = toldNs;

    public bool IsSameAs(TemplateShape other) => Record.IsOptions == other.IsOptions && (ReferenceEquals(_octets, other.OctetsArray) || other.Octets.SequenceEqual(_octets));
}
