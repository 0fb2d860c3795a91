using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>What is kept beside a flow's entry while both directions are metered as one: 104 octets.</summary>
internal struct Conversation
{
    /// <summary>The directions: that of the key first, the other second.</summary>
    public Pair Directions;

    /// <summary>Which direction the initiator sends in: an index of <see cref="Directions"/>.</summary>
    public byte Initiator;

    [InlineArray(2)]
    public struct Pair
    {
        private FlowDirection _first;
    }
}
