using System.Runtime.InteropServices;

namespace Weir.Collector.Enriching.Networks;

/// <summary>What networks files say of an address.</summary>
/// <param name="Tag">The number of its tag's text.</param>
/// <param name="Country">The number of the text of the country it is in.</param>
/// <param name="System">The autonomous system it is of; <see cref="UnsaidSystem"/> and <see cref="NoSystem"/> are none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NetworkLabel(int Tag, int Country, uint System)
{
    /// <summary>No file says a system: a larger network may have one. As in a record, 0 is reserved for what is not known (RFC 7607).</summary>
    public const uint UnsaidSystem = 0;

    /// <summary>There is no system, whatever a larger network has: the number that is reserved for the last (RFC 7300).</summary>
    public const uint NoSystem = uint.MaxValue;

    /// <summary>Whether a system is said.</summary>
    public bool HasSystem => System is > UnsaidSystem and < NoSystem;

    /// <summary>What this says, and where it says nothing what another does.</summary>
    internal NetworkLabel Or(NetworkLabel other) => new(
        Tag == LabelTexts.Unsaid ? other.Tag : Tag, Country == LabelTexts.Unsaid ? other.Country : Country, System == UnsaidSystem ? other.System : System);
}
