using Weir.Testing.Messages;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Tests.Templates;

public sealed class TemplateSetReaderTests
{
    private static readonly FieldSpecifier[] Fields = [new(8, 4), new(100, FieldSpecifier.VariableLength, 35632), new(1, 8, 29305), new(2, 8)];

    [Fact]
    public void Template_records_with_enterprise_elements_are_read()
    {
        List<TemplateRecord> records = ReadIpfix(2, out DecodeStatus status, TestMessages.Template(256, Fields), TestMessages.Template(999, new FieldSpecifier(1, 4)));
        Assert.Equal(DecodeStatus.Ok, status);
        Assert.Equal([256, 999], records.Select(record => (int)record.TemplateId));
        Assert.Equal(Fields, records[0].Fields);
        Assert.False(records[0].IsOptions);
    }

    [Fact]
    public void Options_templates_of_IPFIX_count_their_scope_fields()
    {
        TemplateRecord record = Assert.Single(ReadIpfix(3, out _, TestMessages.IpfixOptions(300, 2, Fields)));
        Assert.Equal(2, record.ScopeFieldCount);
        Assert.Equal(Fields, record.Fields);
    }

    [Fact]
    public void Options_templates_of_v9_tell_octets_instead()
    {
        FieldSpecifier[] fields = [new(1, 4), new(2, 4), new(34, 4), new(35, 1)];
        TemplateRecord record = Assert.Single(ReadV9(1, out _, TestMessages.V9Options(300, 2, fields)));
        Assert.Equal(2, record.ScopeFieldCount);
        Assert.Equal(fields, record.Fields);
    }

    [Fact]
    public void The_upper_half_of_v9_element_numbers_brings_no_enterprise_number()
    {
        byte[] template = new Octets().U16(256, 2, 33000, 4, 1, 8).ToArray();
        TemplateRecord record = Assert.Single(ReadV9(0, out DecodeStatus status, template));
        Assert.Equal(DecodeStatus.Ok, status);
        Assert.Equal([new(33000, 4), new(1, 8)], record.Fields);
    }

    [Theory]
    [InlineData(2, 256, false)]
    [InlineData(3, 256, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, true)]
    public void A_field_count_of_zero_is_a_withdrawal(int setId, int templateId, bool ofAll)
    {
        IpfixMessageReader.TryOpen(TestMessages.Ipfix(0, 0, 0, TestMessages.Set(setId, new Octets().U16(templateId, 0).ToArray())), out _, out SetReader sets);
        sets.TryRead(out MessageSet set);
        var templates = new TemplateSetReader(set, TemplateLimits.Default);
        Assert.True(templates.TryRead(out RawTemplate template));
        Assert.True(template.IsWithdrawal);
        Assert.Equal(ofAll, template.IsWithdrawalOfAll);
        Assert.Equal(setId == 3, template.IsOptions);
        Assert.False(templates.TryRead(out _));
    }

    [Fact]
    public void Padding_behind_the_last_record_is_none()
    {
        for (int padding = 1; padding <= 8; padding++)
        {
            Assert.Single(ReadIpfix(2, out DecodeStatus status, TestMessages.Template(256, Fields), new byte[padding]));
            Assert.Equal(DecodeStatus.Ok, status);
        }
    }

    [Theory]
    [InlineData(2, "00ff0001000800 04", DecodeStatus.BadTemplateId)]
    [InlineData(2, "00030000", DecodeStatus.BadTemplateId)]
    [InlineData(2, "0100ffff00080004", DecodeStatus.TooManyFields)]
    [InlineData(2, "0100000200080004", DecodeStatus.Truncated)]
    [InlineData(2, "0100000180080004", DecodeStatus.Truncated)]
    [InlineData(3, "01000001", DecodeStatus.Truncated)]
    [InlineData(3, "010000010000 00080004", DecodeStatus.BadScopeCount)]
    [InlineData(3, "010000010002 00080004", DecodeStatus.BadScopeCount)]
    public void A_bad_record_ends_the_set_and_leaves_those_before_it(int setId, string bad, DecodeStatus expected)
    {
        byte[] good = setId == 2 ? TestMessages.Template(256, Fields) : TestMessages.IpfixOptions(256, 1, Fields);
        Assert.Single(ReadIpfix(setId, out DecodeStatus status, good, Convert.FromHexString(bad.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData(0, "01000000", DecodeStatus.ZeroLengthTemplate)]
    [InlineData(1, "010000030004 00080004", DecodeStatus.BadLength)]
    [InlineData(1, "010000000004 00080004", DecodeStatus.BadScopeCount)]
    public void A_bad_record_of_v9_is_told(int setId, string bad, DecodeStatus expected)
    {
        Assert.Empty(ReadV9(setId, out DecodeStatus status, Convert.FromHexString(bad.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal(expected, status);
    }

    [Fact]
    public void A_template_with_more_fields_than_the_limit_is_refused()
    {
        FieldSpecifier[] fields = [.. Enumerable.Range(1, TemplateLimits.Default.MaxFields + 1).Select(id => new FieldSpecifier((ushort)id, 1))];
        Assert.Single(ReadIpfix(2, out _, TestMessages.Template(256, fields.AsSpan(1))));
        Assert.Empty(ReadIpfix(2, out DecodeStatus status, TestMessages.Template(256, fields)));
        Assert.Equal(DecodeStatus.TooManyFields, status);
    }

    [Fact]
    public void A_template_set_cut_at_any_length_is_reported_not_thrown()
    {
        byte[] records = [.. TestMessages.Template(256, Fields), .. TestMessages.Template(257, Fields)];
        int one = records.Length / 2;
        for (int length = 0; length <= records.Length; length++)
        {
            List<TemplateRecord> read = ReadIpfix(2, out DecodeStatus status, records[..length]);
            Assert.Equal(length / one, read.Count);
            // Up to three octets are as good as padding.
            Assert.Equal(length % one < 4 ? DecodeStatus.Ok : DecodeStatus.Truncated, status);
        }
    }

    private static List<TemplateRecord> ReadIpfix(int setId, out DecodeStatus status, params byte[][] records)
    {
        var guarded = new Guarded(TestMessages.Ipfix(0, 0, 0, TestMessages.Set(setId, records)));
        IpfixMessageReader.TryOpen(guarded.Payload, out _, out SetReader sets);
        return Read(ref sets, out status);
    }

    private static List<TemplateRecord> ReadV9(int setId, out DecodeStatus status, params byte[][] records)
    {
        var guarded = new Guarded(TestMessages.NetFlowV9(0, 0, 0, 0, TestMessages.Set(setId, records)));
        NetFlowV9MessageReader.TryOpen(guarded.Payload, out _, out SetReader sets);
        return Read(ref sets, out status);
    }

    private static List<TemplateRecord> Read(ref SetReader sets, out DecodeStatus status)
    {
        var records = new List<TemplateRecord>();
        Assert.True(sets.TryRead(out MessageSet set));
        var templates = new TemplateSetReader(set, TemplateLimits.Default);
        while (templates.TryRead(out RawTemplate template)) records.Add(template.ToRecord());
        status = templates.Status;
        return records;
    }
}
