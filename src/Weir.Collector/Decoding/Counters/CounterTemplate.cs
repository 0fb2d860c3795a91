using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding.Counters;

/// <summary>
/// Reads interface counters from the records of one options template: totals of octets (85, 353) and packets (86), dropped packets (135), whose scope is
/// an interface. In IPFIX ingressInterface (10) tells what came in and egressInterface (14) what went out; in NetFlow v9 flowDirection (61) does.
/// </summary>
internal sealed class CounterTemplate
{
    private const ulong Egress = 1;

    private readonly TemplateLayout _layout;
    private readonly int _index;
    private readonly int _direction;
    private readonly bool _isEgress;
    private readonly (CounterColumn In, CounterColumn Out)?[] _columns;

    private CounterTemplate(TemplateLayout layout, int index, bool isEgress, int direction, (CounterColumn In, CounterColumn Out)?[] columns)
    {
        _layout = layout;
        (_index, _isEgress, _direction, _columns) = (index, isEgress, direction, columns);
    }

    /// <summary>Compiles an options template; <see langword="null"/> where its records tell no counters of interfaces.</summary>
    public static CounterTemplate? TryCompile(TemplateLayout layout, bool isNetFlowV9)
    {
        int index = Array.FindIndex(layout.Fields, 0, layout.ScopeFieldCount, field => field.EnterpriseNumber == 0
            && (isNetFlowV9 ? field.ElementId == NetFlowV9Scope.Interface : field.ElementId is ElementId.IngressInterface or ElementId.EgressInterface));
        (CounterColumn In, CounterColumn Out)?[] columns = [.. layout.Fields.Select((field, i) => i < layout.ScopeFieldCount ? null : ColumnOf(field))];
        if (index < 0 || columns.All(static column => column is null)) return null;
        int direction = Array.FindIndex(layout.Fields, static field => field is { EnterpriseNumber: 0, ElementId: ElementId.FlowDirection });
        return new(layout, index, !isNetFlowV9 && layout.Fields[index].ElementId == ElementId.EgressInterface, direction, columns);
    }

    /// <summary>Gives the counters that the records of a set tell. Returns how many records had any.</summary>
    public int Read(ReadOnlySpan<byte> content, in MessageContext message, ICounterSink sink)
    {
        int count = 0;
        var walker = new RecordWalker(_layout, content);
        while (walker.HasRecord && TryRead(ref walker, message, out CounterRecord record))
        {
            sink.Write(record);
            count++;
        }

        return count;
    }

    private bool TryRead(ref RecordWalker walker, in MessageContext message, out CounterRecord record)
    {
        record = new() { TimeReceivedNs = message.TimeReceivedNs, Exporter = message.ExporterAddress, ObservationDomainId = message.ObservationDomainId };
        bool isEgress = _isEgress;
        Span<ulong> values = stackalloc ulong[CounterColumns.Count];
        ulong known = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (!walker.TryReadField(i, out ReadOnlySpan<byte> octets)) return false;
            if (!ElementValue.TryReadUnsigned(octets, out ulong value)) continue;
            if (i == _index) record.Interface = (uint)Math.Min(value, uint.MaxValue);
            else if (i == _direction) isEgress = value == Egress;
            else if (_columns[i] is { } column)
            {
                values[(int)column.In] = value;
                known |= 1UL << (int)column.In;
            }
        }

        foreach ((CounterColumn In, CounterColumn Out)? column in _columns)
        {
            if (column is { } told && (known >> (int)told.In & 1) != 0) record.Set(isEgress ? told.Out : told.In, values[(int)told.In]);
        }

        return true;
    }

    private static (CounterColumn In, CounterColumn Out)? ColumnOf(FieldSpecifier field) => field.EnterpriseNumber != 0 ? null : field.ElementId switch
    {
        ElementId.OctetTotalCount or ElementId.Layer2OctetTotalCount => (CounterColumn.InOctets, CounterColumn.OutOctets),
        ElementId.PacketTotalCount => (CounterColumn.InPackets, CounterColumn.OutPackets),
        ElementId.DroppedPacketTotalCount => (CounterColumn.InDiscards, CounterColumn.OutDiscards),
        _ => null,
    };
}
