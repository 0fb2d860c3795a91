namespace Weir.Exporter.Metering.Applications;

/// <summary>An application and what it is called, as collectors are told by options records (RFC 6759 section 4.3).</summary>
/// <param name="Id">applicationId: the classification engine in the upper octet, its number of the application in the others.</param>
/// <param name="Name">applicationName.</param>
public readonly record struct ApplicationName(uint Id, string Name)
{
    /// <summary>IANA's number of nDPI among classification engines (IPFIX registry, "Classification Engine IDs").</summary>
    private const uint NdpiEngine = 22;

    /// <summary>The identifier of one of nDPI's applications.</summary>
    public static uint OfNdpi(ushort application) => NdpiEngine << 24 | application;
}
