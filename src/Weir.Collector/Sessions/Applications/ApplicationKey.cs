using System.Buffers.Binary;

namespace Weir.Collector.Sessions.Applications;

/// <summary>
/// Which application an applicationId (95) means (RFC 6759 section 4.1). Exporters leave out or send leading zeros of the number, so
/// octets of different length may mean the same.
/// </summary>
/// <param name="Engine">Who numbers applications.</param>
/// <param name="Enterprise">The enterprise whose numbers they are; 0 where the engine says it all.</param>
/// <param name="Selector">The application's number there.</param>
internal readonly record struct ApplicationKey(byte Engine, uint Enterprise, ulong Selector)
{
    /// <summary>PANA-L7-PEN (RFC 6759 section 4.1.1): between engine and number stands the enterprise.</summary>
    public const byte WithEnterprise = 20;

    /// <summary>Reads an identifier. Returns <see langword="false"/> where it means no application, or one whose number has more than 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out ApplicationKey key)
    {
        key = default;
        if (octets.IsEmpty || octets[0] == 0) return false;
        byte engine = octets[0];
        uint enterprise = 0;
        octets = octets[1..];
        if (engine == WithEnterprise)
        {
            if (!BinaryPrimitives.TryReadUInt32BigEndian(octets, out enterprise)) return false;
            octets = octets[sizeof(uint)..];
        }

        octets = octets.TrimStart((byte)0);
        if (octets.Length > sizeof(ulong)) return false;
        ulong selector = 0;
        foreach (byte octet in octets) selector = selector << 8 | octet;
        key = new(engine, enterprise, selector);
        return true;
    }
}
