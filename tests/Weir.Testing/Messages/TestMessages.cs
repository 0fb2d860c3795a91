using Weir.Wire.Templates;

namespace Weir.Testing.Messages;

/// <summary>Puts NetFlow and IPFIX messages together octet by octet, without any of the product's encoders.</summary>
public static class TestMessages
{
    /// <summary>An IPFIX message of the given sets; its length field is right.</summary>
    public static byte[] Ipfix(uint exportTime, uint sequence, uint domain, params ReadOnlySpan<byte[]> sets)
    {
        Octets message = new Octets().U16(10, 0).U32(exportTime, sequence, domain);
        foreach (byte[] set in sets) message.Raw(set);
        return message.PatchU16(2, message.Length).ToArray();
    }

    /// <summary>A NetFlow v9 message of the given FlowSets; its count field is the number of FlowSets, as good as any.</summary>
    public static byte[] NetFlowV9(uint sysUpTime, uint unixSeconds, uint sequence, uint sourceId, params ReadOnlySpan<byte[]> flowSets)
    {
        Octets message = new Octets().U16(9, flowSets.Length).U32(sysUpTime, unixSeconds, sequence, sourceId);
        foreach (byte[] set in flowSets) message.Raw(set);
        return message.ToArray();
    }

    /// <summary>A NetFlow v5 message of the given 48-octet records.</summary>
    public static byte[] NetFlowV5(uint sysUpTime, uint unixSeconds, uint unixNanoseconds, uint sequence, int engine, int sampling, params ReadOnlySpan<byte[]> records)
    {
        Octets message = new Octets().U16(5, records.Length).U32(sysUpTime, unixSeconds, unixNanoseconds, sequence).U16(engine, sampling);
        foreach (byte[] record in records) message.Raw(record);
        return message.ToArray();
    }

    /// <summary>A set: id, length, content.</summary>
    public static byte[] Set(int id, params ReadOnlySpan<byte[]> content)
    {
        Octets set = new Octets().U16(id, 0);
        foreach (byte[] part in content) set.Raw(part);
        return set.PatchU16(2, set.Length).ToArray();
    }

    /// <summary>A template record, the same in both protocols but for enterprise elements, which only IPFIX has.</summary>
    public static byte[] Template(int id, params ReadOnlySpan<FieldSpecifier> fields) => Fields(new Octets().U16(id, fields.Length), fields);

    /// <summary>An options template record of IPFIX.</summary>
    public static byte[] IpfixOptions(int id, int scopeCount, params ReadOnlySpan<FieldSpecifier> fields) =>
        Fields(new Octets().U16(id, fields.Length, scopeCount), fields);

    /// <summary>An options template record of NetFlow v9.</summary>
    public static byte[] V9Options(int id, int scopeCount, params ReadOnlySpan<FieldSpecifier> fields) =>
        Fields(new Octets().U16(id, 4 * scopeCount, 4 * (fields.Length - scopeCount)), fields);

    private static byte[] Fields(Octets record, ReadOnlySpan<FieldSpecifier> fields)
    {
        foreach (FieldSpecifier field in fields)
        {
            record.U16(field.ElementId | (field.EnterpriseNumber != 0 ? 0x8000 : 0), field.Length);
            if (field.EnterpriseNumber != 0) record.U32(field.EnterpriseNumber);
        }

        return record.ToArray();
    }
}
