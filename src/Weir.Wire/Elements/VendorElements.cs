namespace Weir.Wire.Elements;

/// <summary>Elements that makers of exporters have of their own, and that feed columns. In NetFlow v9 they have no enterprise, and numbers above those of IPFIX.</summary>
public static class VendorElements
{
    /// <summary>ntop's private enterprise number.</summary>
    public const uint Ntop = 35632;

    /// <summary>L7_PROTO_NAME of nProbe: the application by name.</summary>
    public const ushort NtopApplicationName = 119;

    /// <summary>The same in NetFlow v9, where nProbe adds 57472 to its numbers.</summary>
    public const ushort NtopApplicationNameV9 = 57591;

    /// <summary>App-ID of PAN-OS, in NetFlow v9: the application by name.</summary>
    public const ushort PanOsApplicationV9 = 56701;
}
