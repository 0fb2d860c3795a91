using System.Text;

namespace Weir.Collector.Sessions.Directory;

/// <summary>What an interface is called.</summary>
/// <param name="Name">interfaceName (82), ifName of RFC 2863; empty where it was not told.</param>
/// <param name="Description">interfaceDescription (83), ifDescr or ifAlias; empty where it was not told.</param>
public readonly record struct InterfaceName(string Name, string Description)
{
    /// <summary>Octets of a text that are kept: RFC 2863 has a DisplayString of 255 at most.</summary>
    public const int MaxOctets = 255;

    /// <summary>Reads a text of variable length, or of a fixed length filled up with zeros. What would steer a terminal is replaced.</summary>
    public static string Read(ReadOnlySpan<byte> octets)
    {
        int end = octets.IndexOf((byte)0);
        if (end >= 0) octets = octets[..end];
        if (octets.Length > MaxOctets) octets = octets[..MaxOctets];
        string text = Encoding.UTF8.GetString(octets);
        return text.Any(char.IsControl) ? string.Concat(text.Select(static letter => char.IsControl(letter) ? '\uFFFD' : letter)) : text;
    }
}
