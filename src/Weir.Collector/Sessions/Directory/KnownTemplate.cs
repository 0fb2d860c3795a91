using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Directory;

/// <summary>A template as the directory remembers it.</summary>
internal sealed class KnownTemplate(StoredTemplate template, long toldNs)
{
    private readonly byte[] _octets = template.Octets.ToArray();

    public TemplateRecord Record { get; } = template.Layout.Template;

    public TemplateProtocol Protocol { get; } = template.Protocol;

    /// <summary>Octets of the template record.</summary>
    public int Octets => _octets.Length;

    public long FirstToldNs { get; } = toldNs;

    public long LastToldNs { get; set; } = toldNs;

    public bool IsSameAs(StoredTemplate other) => Record.IsOptions == other.IsOptions && other.Octets.SequenceEqual(_octets);
}
