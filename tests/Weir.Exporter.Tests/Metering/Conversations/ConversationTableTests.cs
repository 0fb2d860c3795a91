using Weir.Exporter.Metering.Conversations;

namespace Weir.Exporter.Tests.Metering.Conversations;

public sealed class ConversationTableTests
{
    [Theory]
    [InlineData(false, 104)]
    [InlineData(true, 224)]
    public void What_a_conversation_costs_beside_its_entry_is_what_the_guide_says(bool withTcp, int octets)
    {
        using var table = new ConversationTable(10, withTcp);
        Assert.Equal(octets, table.OctetsPerFlow);
    }
}
