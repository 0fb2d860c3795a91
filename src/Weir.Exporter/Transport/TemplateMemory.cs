using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

// Ordered so that templates come before options templates, and each message has one set of each.
using Key = (uint Domain, bool IsOptions, ushort Id);

namespace Weir.Exporter.Transport;

/// <summary>Takes one message of templates.</summary>
internal delegate void TemplateMessageAction(ReadOnlySpan<byte> message);

/// <summary>
/// The templates in force at one point of a stream of IPFIX messages, read from the messages themselves. A new transport session
/// begins with them (RFC 7011 section 8). Other protocols pass through and leave nothing. The decision: docs/adr/0005-spool.md.
/// </summary>
internal sealed class TemplateMemory
{
    /// <summary>Most templates remembered, of all domains. Ours are a few dozen; this bounds what foreign files may bring.</summary>
    internal const int MaxTemplates = 8192;

    private const int SetLengthOffset = 2;

    private readonly SortedDictionary<Key, byte[]> _templates = [];
    private readonly HashSet<uint> _due = [];

    /// <summary>How many templates are in force.</summary>
    public int Count => _templates.Count;

    /// <summary>Whether a message has sets of templates, that is: whether <see cref="Observe(ReadOnlySpan{byte})"/> would learn from it.</summary>
    public static bool HasTemplates(ReadOnlySpan<byte> message)
    {
        if (IpfixMessageReader.TryOpen(message, out _, out SetReader sets) != DecodeStatus.Ok) return false;
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind is SetKind.Templates or SetKind.OptionsTemplates) return true;
        }

        return false;
    }

    /// <summary>Learns the templates and withdrawals of a message.</summary>
    public void Observe(ReadOnlySpan<byte> message)
    {
        if (IpfixMessageReader.TryOpen(message, out IpfixHeader header, out SetReader sets) != DecodeStatus.Ok) return;
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind is not (SetKind.Templates or SetKind.OptionsTemplates)) continue;
            var records = new TemplateSetReader(set, TemplateLimits.Default);
            while (records.TryRead(out RawTemplate template)) Observe(header.ObservationDomainId, template);
        }
    }

    /// <summary>Becomes equal to another.</summary>
    public void Replace(TemplateMemory other)
    {
        _templates.Clear();
        foreach ((Key key, byte[] octets) in other._templates) _templates.Add(key, octets);
    }

    /// <summary>Forgets all templates.</summary>
    public void Clear() => _templates.Clear();

    /// <summary>A session begins: the templates of each domain have to go before its first message.</summary>
    public void BeginSession()
    {
        _due.Clear();
        foreach (Key key in _templates.Keys) _due.Add(key.Domain);
    }

    /// <summary>
    /// Gives the templates that have to go before a message in this session, in messages with its export time and sequence number:
    /// templates do not count in it (RFC 7011 section 3.1).
    /// </summary>
    /// <param name="message">What is sent next.</param>
    /// <param name="maxLength">Octets of the longest message.</param>
    /// <param name="send">Takes them; is not called where there are none.</param>
    public void WriteDue(ReadOnlySpan<byte> message, int maxLength, TemplateMessageAction send)
    {
        if (_due.Count == 0 || IpfixHeader.TryRead(message, out IpfixHeader header) != DecodeStatus.Ok) return;
        if (_due.Remove(header.ObservationDomainId)) Write(header, maxLength, send);
    }

    /// <summary>Gives all templates in messages without time and sequence, one domain after another: as a file keeps them.</summary>
    public void WriteAll(TemplateMessageAction send)
    {
        foreach (uint domain in _templates.Keys.Select(key => key.Domain).Distinct().ToArray())
            Write(new IpfixHeader(0, 0, 0, domain), IpfixMessageWriter.MaxLength, send);
    }

    private void Observe(uint domain, in RawTemplate template)
    {
        if (template.IsWithdrawalOfAll)
        {
            bool options = template.IsOptions;
            foreach (Key key in _templates.Keys.Where(key => key.Domain == domain && key.IsOptions == options).ToArray()) _templates.Remove(key);
            return;
        }

        // Templates and options templates share their ids.
        _templates.Remove((domain, !template.IsOptions, template.TemplateId));
        Key own = (domain, template.IsOptions, template.TemplateId);
        if (template.IsWithdrawal) _templates.Remove(own);
        else if (_templates.Count < MaxTemplates || _templates.ContainsKey(own)) _templates[own] = template.Octets.ToArray();
    }

    private void Write(IpfixHeader header, int maxLength, TemplateMessageAction send)
    {
        var octets = new List<byte>();
        int set = -1;
        ushort setId = 0;
        foreach ((Key key, byte[] template) in _templates)
        {
            if (key.Domain != header.ObservationDomainId) continue;
            ushort id = key.IsOptions ? IpfixSet.OptionsTemplate : IpfixSet.Template;
            if (octets.Count > 0 && octets.Count + IpfixSet.HeaderSize + template.Length > maxLength) Flush();
            if (octets.Count == 0) CollectionsMarshal.SetCount(octets, IpfixHeader.Size);
            if (set < 0 || id != setId)
            {
                set = octets.Count;
                setId = id;
                CollectionsMarshal.SetCount(octets, set + IpfixSet.HeaderSize);
                BinaryPrimitives.WriteUInt16BigEndian(CollectionsMarshal.AsSpan(octets)[set..], id);
            }

            octets.AddRange(template);
            BinaryPrimitives.WriteUInt16BigEndian(CollectionsMarshal.AsSpan(octets)[(set + SetLengthOffset)..], (ushort)(octets.Count - set));
        }

        if (octets.Count > 0) Flush();

        void Flush()
        {
            Span<byte> message = CollectionsMarshal.AsSpan(octets);
            (header with { Length = (ushort)message.Length }).Write(message);
            send(message);
            octets.Clear();
            set = -1;
        }
    }
}
