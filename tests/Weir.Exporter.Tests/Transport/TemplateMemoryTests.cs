using Weir.Exporter.Transport;
using Weir.Wire.Ipfix;
using Weir.Wire.Templates;

namespace Weir.Exporter.Tests.Transport;

public sealed class TemplateMemoryTests
{
    private readonly TemplateMemory _memory = new();

    [Fact]
    public void Templates_go_once_before_the_first_message_of_their_domain()
    {
        _memory.Observe(Templates(1, Template(256), Options(257)));
        _memory.Observe(Templates(2, Template(300)));
        _memory.BeginSession();
        Assert.Equal([[256, 257]], Due(NumberedMessage.Make(50, domain: 1)));
        Assert.Empty(Due(NumberedMessage.Make(51, domain: 1)));
        Assert.Equal([[300]], Due(NumberedMessage.Make(9, domain: 2)));
        Assert.Empty(Due(NumberedMessage.Make(1, domain: 3)));
    }

    [Fact]
    public void The_last_definition_holds_and_what_is_withdrawn_is_gone()
    {
        _memory.Observe(Templates(1, Template(256), Template(257), Template(258)));
        _memory.Observe(Templates(1, Options(257)));
        _memory.Observe([0, 10, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 8, 1, 0, 0, 0]);
        Assert.Equal([[258, 257]], All());
        _memory.Observe([0, 10, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 8, 0, 2, 0, 0]);
        Assert.Equal([[257]], All());
    }

    [Fact]
    public void Many_templates_go_in_messages_that_the_transport_carries()
    {
        for (ushort id = 256; id < 356; id++) _memory.Observe(Templates(1, Template(id)));
        _memory.BeginSession();
        var lengths = new List<int>();
        var ids = new List<ushort>();
        _memory.WriteDue(NumberedMessage.Make(1, domain: 1), 200, message =>
        {
            lengths.Add(message.Length);
            ids.AddRange(NumberedMessage.Templates(message));
        });
        Assert.All(lengths, length => Assert.InRange(length, 24, 200));
        Assert.Equal(Enumerable.Range(256, 100).Select(id => (ushort)id), ids);
    }

    [Fact]
    public void What_is_no_Ipfix_is_left_alone()
    {
        var random = new Random(7);
        byte[] whole = Templates(1, Template(256), Options(257));
        for (int length = 0; length < whole.Length; length++) _memory.Observe(whole.AsSpan(0, length));
        Assert.Equal(0, _memory.Count);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] mutated = (byte[])whole.Clone();
            for (int flips = random.Next(1, 4); flips > 0; flips--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            TemplateMemory.HasTemplates(mutated);
            _memory.Observe(mutated);
        }

        Assert.InRange(_memory.Count, 1, TemplateMemory.MaxTemplates);
        All();
    }

    private static TemplateRecord Template(ushort id) => new(id, [new FieldSpecifier(1, 8), new FieldSpecifier(2, 4, 29305)]);

    private static TemplateRecord Options(ushort id) => new(id, [new FieldSpecifier(149, 4), new FieldSpecifier(41, 8)], 1);

    private static byte[] Templates(uint domain, params TemplateRecord[] templates)
    {
        var writer = new IpfixMessageWriter(new byte[500]);
        foreach (TemplateRecord template in templates) Assert.True(writer.TryWriteTemplate(template));
        return writer.Finish(0, 0, domain).ToArray();
    }

    private List<List<ushort>> Due(byte[] before)
    {
        var messages = new List<List<ushort>>();
        _memory.WriteDue(before, 1400, message =>
        {
            Assert.Equal(NumberedMessage.Header(before) with { Length = (ushort)message.Length }, NumberedMessage.Header(message));
            messages.Add(NumberedMessage.Templates(message));
        });
        return messages;
    }

    private List<List<ushort>> All()
    {
        var messages = new List<List<ushort>>();
        _memory.WriteAll(message => messages.Add(NumberedMessage.Templates(message)));
        return messages;
    }
}
