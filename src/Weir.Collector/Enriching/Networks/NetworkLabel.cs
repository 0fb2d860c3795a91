using System.Runtime.InteropServices;

namespace Weir.Collector.Enriching.Networks;

/// <summary>What a networks file says of an address, by the numbers of its texts.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Country">The country it is in.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NetworkLabel(int Tag, int Country)
{
    /// <summary>What this says, and where it says nothing what another does.</summary>
    internal NetworkLabel Or(NetworkLabel other) => new(Tag == LabelTexts.Unsaid ? other.Tag : Tag, Country == LabelTexts.Unsaid ? other.Country : Country);
}
