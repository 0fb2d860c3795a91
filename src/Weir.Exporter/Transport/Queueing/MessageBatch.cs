using System.Buffers;

namespace Weir.Exporter.Transport.Queueing;

/// <summary>Messages that are written to a connection at once: a copy, so that their queue can move while they are on their way.</summary>
internal sealed class MessageBatch
{
    /// <summary>Octets at most, one message apart: four TLS records; more gains nothing measurable.</summary>
    private const int MaxOctets = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _octets = new(2 * MaxOctets);
    private readonly List<int> _lengths = [];
    private readonly List<byte[]> _templates = [];

    /// <summary>Messages of the queue, without templates repeated at the start of a session.</summary>
    public int Messages { get; private set; }

    /// <summary>All octets, messages end to end.</summary>
    public ReadOnlyMemory<byte> Octets => _octets.WrittenMemory;

    /// <summary>The length of each message in <see cref="Octets"/>, repeated templates included.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Those of the messages that bring templates.</summary>
    public IReadOnlyList<byte[]> Templates => _templates;

    /// <summary>Whether a message fits; the first always does.</summary>
    public bool Takes(int length) => Messages == 0 || _octets.WrittenCount + length <= MaxOctets;

    /// <summary>Adds a message of the queue.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        AddRepeated(message);
        if (TemplateMemory.HasTemplates(message)) _templates.Add(message.ToArray());
        Messages++;
    }

    /// <summary>Adds a message of templates that a session needs first.</summary>
    public void AddRepeated(ReadOnlySpan<byte> message)
    {
        _octets.Write(message);
        _lengths.Add(message.Length);
    }

    /// <summary>Forgets that messages bring templates: their place in the stream is no longer reached from here.</summary>
    public void ForgetTemplates() => _templates.Clear();

    public void Clear()
    {
        _octets.ResetWrittenCount();
        _lengths.Clear();
        _templates.Clear();
        Messages = 0;
    }
}
