namespace Weir.Wire.Ipfix;

/// <summary>The numbers of the set header (RFC 7011 section 3.3.2): a 16-bit set id and a 16-bit length that counts the header.</summary>
public static class IpfixSet
{
    /// <summary>Octets of a set header.</summary>
    public const int HeaderSize = 4;

    /// <summary>Set id of template sets.</summary>
    public const ushort Template = 2;

    /// <summary>Set id of options template sets.</summary>
    public const ushort OptionsTemplate = 3;

    /// <summary>Ids from here on are data sets, named after their template.</summary>
    public const ushort FirstData = 256;
}
