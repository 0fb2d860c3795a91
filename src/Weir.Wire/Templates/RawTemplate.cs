using System.Buffers.Binary;
using Weir.Wire.NetFlowV9;

namespace Weir.Wire.Templates;

/// <summary>
/// A template record still in its octets, checked for shape. Exporters send the same templates again and again: comparing
/// octets with what is known costs nothing, and only a new one is made into a <see cref="TemplateRecord"/>.
/// </summary>
public readonly ref struct RawTemplate
{
    private const ushort EnterpriseBit = 0x8000;

    private readonly int _headerSize;

    internal RawTemplate(
        TemplateProtocol protocol, bool isOptions, ushort templateId, int fieldCount, int scopeFieldCount, int headerSize, ReadOnlySpan<byte> octets)
    {
        _headerSize = headerSize;
        Protocol = protocol;
        IsOptions = isOptions;
        TemplateId = templateId;
        FieldCount = fieldCount;
        ScopeFieldCount = scopeFieldCount;
        Octets = octets;
    }

    /// <summary>The protocol whose encoding the octets have.</summary>
    public TemplateProtocol Protocol { get; }

    /// <summary>Whether it came in a set of options templates.</summary>
    public bool IsOptions { get; }

    /// <summary>256 to 65535; in a withdrawal also 2 and 3, for all templates or all options templates.</summary>
    public ushort TemplateId { get; }

    /// <summary>Fields, scope fields included.</summary>
    public int FieldCount { get; }

    /// <summary>How many of the fields are scope.</summary>
    public int ScopeFieldCount { get; }

    /// <summary>The whole record as it came, its header included.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Whether this takes a template back (RFC 7011 section 8.1).</summary>
    public bool IsWithdrawal => FieldCount == 0;

    /// <summary>Whether this takes all templates of its kind back (RFC 7011 section 8.1).</summary>
    public bool IsWithdrawalOfAll => IsWithdrawal && TemplateId < TemplateRecord.FirstTemplateId;

    /// <summary>Reads the fields.</summary>
    public TemplateRecord ToRecord()
    {
        var fields = new FieldSpecifier[FieldCount];
        ReadOnlySpan<byte> at = Octets[_headerSize..];
        for (int i = 0; i < fields.Length; i++)
        {
            ushort id = BinaryPrimitives.ReadUInt16BigEndian(at);
            ushort length = BinaryPrimitives.ReadUInt16BigEndian(at[2..]);
            if (HasEnterpriseNumber(Protocol, id))
            {
                fields[i] = new((ushort)(id & ~EnterpriseBit), length, BinaryPrimitives.ReadUInt32BigEndian(at[4..]));
                at = at[8..];
            }
            else
            {
                fields[i] = new(Protocol == TemplateProtocol.NetFlowV9 ? NetFlowV9Alias.ElementOf(id) : id, length);
                at = at[4..];
            }
        }

        return new(TemplateId, fields, ScopeFieldCount);
    }

    // In NetFlow v9 the upper half of the numbers is just numbers.
    internal static bool HasEnterpriseNumber(TemplateProtocol protocol, ushort id) =>
        protocol == TemplateProtocol.Ipfix && (id & EnterpriseBit) != 0;
}
