namespace Weir.Wire.Templates;

/// <summary>One set (in NetFlow v9: FlowSet) of a message; borrows the message's octets.</summary>
public readonly ref struct MessageSet
{
    internal MessageSet(TemplateProtocol protocol, SetKind kind, ushort id, int offset, ReadOnlySpan<byte> content)
    {
        Protocol = protocol;
        Kind = kind;
        Id = id;
        Offset = offset;
        Content = content;
    }

    /// <summary>The protocol of the message.</summary>
    public TemplateProtocol Protocol { get; }

    /// <summary>What it holds.</summary>
    public SetKind Kind { get; }

    /// <summary>The set id; for data sets the template id.</summary>
    public ushort Id { get; }

    /// <summary>Octets from the start of the message to the set's header.</summary>
    public int Offset { get; }

    /// <summary>The records and their padding, without the set's header.</summary>
    public ReadOnlySpan<byte> Content { get; }
}
