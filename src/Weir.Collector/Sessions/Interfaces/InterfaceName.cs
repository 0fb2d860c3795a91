using System.Text;

namespace Weir.Collector.Sessions.Interfaces;

/// <summary>What an interface is called. In UTF-8, for records have it so.</summary>
/// <param name="name">interfaceName (82), ifName of RFC 2863; empty where it was not told.</param>
/// <param name="description">interfaceDescription (83), ifDescr or ifAlias; empty where it was not told.</param>
public sealed class InterfaceName(byte[] name, byte[] description)
{
    /// <summary>Octets of a text that are kept: RFC 2863 has a DisplayString of 255 at most.</summary>
    public const int MaxOctets = 255;

    /// <summary>No name.</summary>
    public static InterfaceName None { get; } = new([], []);

    /// <summary>The name, for people.</summary>
    public string Name => Encoding.UTF8.GetString(name);

    /// <summary>The description, for people.</summary>
    public string Description => Encoding.UTF8.GetString(description);

    /// <summary>The name in UTF-8.</summary>
    internal byte[] NameOctets => name;

    /// <summary>The description in UTF-8.</summary>
    internal byte[] DescriptionOctets => description;

    /// <summary>Octets of both.</summary>
    internal int Size => name.Length + description.Length;

    /// <summary>Whether both texts are the same.</summary>
    internal bool IsSame(InterfaceName other) => name.AsSpan().SequenceEqual(other.NameOctets) && description.AsSpan().SequenceEqual(other.DescriptionOctets);

    /// <summary>This name, or with what was told anew: a text of variable length, or of a fixed length filled up with zeros. Empty ones leave what is known.</summary>
    internal InterfaceName With(ReadOnlySpan<byte> toldName, ReadOnlySpan<byte> toldDescription)
    {
        toldName = Whole(toldName);
        toldDescription = Whole(toldDescription);
        bool isSameName = toldName.IsEmpty || toldName.SequenceEqual(name);
        bool isSameDescription = toldDescription.IsEmpty || toldDescription.SequenceEqual(description);
        return isSameName && isSameDescription ? this : new(isSameName ? name : Clean(toldName), isSameDescription ? description : Clean(toldDescription));
    }

    private static ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> octets)
    {
        int end = octets.IndexOf((byte)0);
        if (end >= 0) octets = octets[..end];
        return octets.Length > MaxOctets ? octets[..MaxOctets] : octets;
    }

    // What would steer a terminal is replaced, and what is not UTF-8.
    private static byte[] Clean(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        return Encoding.UTF8.GetBytes(string.Concat(text.Select(static letter => char.IsControl(letter) ? '\uFFFD' : letter)));
    }
}
