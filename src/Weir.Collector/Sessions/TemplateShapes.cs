using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// The shapes of templates, each once, for the sessions of many exporters and of one segment after the other: all exporters of a model send the same templates, and each
/// segment opens with all that are in force, so that a template is mostly made of what is there. Where they are too many all are let go; templates in force keep
/// theirs. For any thread.
/// </summary>
/// <param name="maxOctets">Octets of template records that they may be made of; as <see cref="SessionOptions.MaxTemplateOctets"/>.</param>
public sealed class TemplateShapes(int maxOctets)
{
    private readonly Lock _lock = new();
    private readonly HashSet<TemplateShape> _shapes = new(ByContent.Instance);
    private int _octets;

    /// <summary>Shapes of the usual number.</summary>
    public TemplateShapes()
        : this(new SessionOptions().MaxTemplateOctets)
    {
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _shapes.Count;
        }
    }

    /// <summary>How often all were let go.</summary>
    public long LetGo { get; private set; }

    /// <summary>The shape of a template record; <see langword="null"/> where its records would have no octets.</summary>
    public TemplateShape? Of(in RawTemplate raw)
    {
        lock (_lock)
        {
            if (_shapes.GetAlternateLookup<RawTemplate>().TryGetValue(raw, out TemplateShape? known)) return known;
            if (TemplateLayout.TryCompile(raw.ToRecord()) is not { } layout) return null;
            var shape = new TemplateShape(raw, layout);
            if (_octets + shape.Charge > maxOctets) LetAllGo();
            _octets += shape.Charge;
            _shapes.Add(shape);
            return shape;
        }
    }

    private void LetAllGo()
    {
        _shapes.Clear();
        _octets = 0;
        LetGo++;
    }

    private sealed class ByContent : IEqualityComparer<TemplateShape>, IAlternateEqualityComparer<RawTemplate, TemplateShape>
    {
        public static ByContent Instance { get; } = new();

        public bool Equals(TemplateShape? one, TemplateShape? other) =>
            ReferenceEquals(one, other) || (one is not null && other is not null && one.IsOptions == other.IsOptions && one.Protocol == other.Protocol && one.Octets.SequenceEqual(other.Octets));

        public bool Equals(RawTemplate alternate, TemplateShape other) => other.IsOf(alternate);

        public int GetHashCode(TemplateShape shape) => HashOf(shape.Protocol, shape.IsOptions, shape.Octets);

        public int GetHashCode(RawTemplate alternate) => HashOf(alternate.Protocol, alternate.IsOptions, TemplateShape.ContentOf(alternate));

        public TemplateShape Create(RawTemplate alternate) => throw new NotSupportedException("a shape is made where its layout is");

        // HashCode's seed is random: whom we do not know must not choose which templates share a place.
        private static int HashOf(TemplateProtocol protocol, bool isOptions, ReadOnlySpan<byte> octets)
        {
            var hash = new HashCode();
            hash.Add(protocol);
            hash.Add(isOptions);
            hash.AddBytes(octets);
            return hash.ToHashCode();
        }
    }
}
