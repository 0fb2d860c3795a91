using Weir.Collector.Sessions;
using Weir.Testing.Messages;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions;

public sealed class TemplateStoreTests
{
    private static readonly SessionOptions Options = new() { MaxTemplatesPerSession = 2, AcceptWithdrawals = true };
    private static readonly FieldSpecifier Octets4 = new(1, 4);
    private static readonly FieldSpecifier Packets4 = new(2, 4);

    private readonly SharedBudget _budget = new(1000);
    private readonly TemplateStore _store;

    public TemplateStoreTests() => _store = new(Options, _budget, acceptWithdrawals: true, new());

    [Fact]
    public void The_same_template_again_changes_nothing()
    {
        Assert.Equal((DecodeStatus.Ok, TemplateChange.Added), Apply(2, Template(256, Octets4)));
        TemplateShape? first = _store.Find(256);
        Assert.Equal((DecodeStatus.Ok, TemplateChange.None), Apply(2, Template(256, Octets4)));
        Assert.Same(first, _store.Find(256));
    }

    [Fact]
    public void A_different_template_of_the_same_id_takes_its_place()
    {
        Apply(2, Template(256, Octets4));
        Assert.Equal((DecodeStatus.Ok, TemplateChange.Replaced), Apply(2, Template(256, Octets4, Packets4)));
        Assert.Equal(2, _store.Find(256)!.Layout.Fields.Length);
        Assert.Equal((DecodeStatus.Ok, TemplateChange.Replaced), Apply(3, IpfixOptions(256, 1, Octets4, Packets4)));
        Assert.True(_store.Find(256)!.IsOptions);
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public void A_template_without_octets_is_refused_and_the_former_stays()
    {
        Apply(2, Template(256, Octets4));
        Assert.Equal((DecodeStatus.ZeroLengthTemplate, TemplateChange.Refused), Apply(2, Template(256, new FieldSpecifier(1, 0))));
        Assert.Equal(4, _store.Find(256)!.Layout.MinimumLength);
    }

    [Fact]
    public void A_full_store_refuses_new_ids_and_still_replaces_known_ones()
    {
        Apply(2, Template(256, Octets4));
        Apply(2, Template(257, Octets4));
        Assert.Equal((DecodeStatus.TooManyTemplates, TemplateChange.Refused), Apply(2, Template(258, Octets4)));
        Assert.Equal((DecodeStatus.Ok, TemplateChange.Replaced), Apply(2, Template(257, Packets4)));
    }

    [Fact]
    public void The_budget_bounds_all_templates_and_gets_back_what_goes()
    {
        int free = _budget.Free;
        byte[] large = Template(256, [.. Enumerable.Repeat(Octets4, 200)]);
        Apply(2, large);
        Assert.Equal(free - large.Length, _budget.Free);
        Assert.Equal((DecodeStatus.TooManyTemplates, TemplateChange.Refused), Apply(2, Template(257, [.. Enumerable.Repeat(Octets4, 200)])));
        Apply(2, Template(256, Octets4));
        Assert.Equal(free - 128, _budget.Free); // what the least one takes of a table
        Apply(2, new Octets().U16(256, 0).ToArray());
        Assert.Equal(free, _budget.Free);
        Apply(2, large);
        _store.Clear();
        Assert.Equal((free, 0), (_budget.Free, _store.Count));
    }

    [Fact]
    public void Withdrawals_take_one_or_all_of_their_kind()
    {
        Apply(2, Template(256, Octets4));
        Apply(3, IpfixOptions(257, 1, Octets4));
        Apply(3, new Octets().U16(256, 0).ToArray());
        Assert.NotNull(_store.Find(256));
        Apply(3, new Octets().U16(3, 0).ToArray());
        Assert.Null(_store.Find(257));
        Assert.Equal((DecodeStatus.Ok, TemplateChange.Withdrawn), Apply(2, new Octets().U16(2, 0).ToArray()));
        Assert.Equal(0, _store.Count);
    }

    private (DecodeStatus Status, TemplateChange Change) Apply(int setId, byte[] record)
    {
        IpfixMessageReader.TryOpen(Ipfix(0, 0, 0, Set(setId, record)), out _, out SetReader sets);
        Assert.True(sets.TryRead(out MessageSet set));
        var templates = new TemplateSetReader(set, TemplateLimits.Default);
        Assert.True(templates.TryRead(out RawTemplate template));
        return (_store.Apply(template, out TemplateChange change), change);
    }
}
