using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Elements;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Chooses for each column of <see cref="FlowColumns"/> the field that feeds it and the move that fits both. Fields that feed
/// nothing get no move and cost nothing.
/// </summary>
internal sealed class MoveCompiler
{
    // A rate of zero would take all packets away from who multiplies with it; a round trip of zero was not measured, where there
    // are labels, neither their number nor their time to live is zero, and no application has the engine zero.
    private static readonly FlowColumn[] ZeroIsNone =
        [FlowColumns.SamplingRate, FlowColumns.TcpRoundTrip, FlowColumns.TcpServerRoundTrip, FlowColumns.MplsTtl, FlowColumns.MplsDepth, FlowColumns.ApplicationId];

    private readonly Dictionary<(ushort Id, uint Enterprise), (int Offset, int Length)> _fields = [];
    private readonly bool _headerTellsSysUpTime;

    /// <param name="fields">The fields of the template.</param>
    /// <param name="offsets">Where each stands in a record, -1 where that differs.</param>
    /// <param name="headerTellsSysUpTime">Whether message headers tell the exporter's age: NetFlow v5 and v9.</param>
    public MoveCompiler(FieldSpecifier[] fields, int[] offsets, bool headerTellsSysUpTime)
    {
        _headerTellsSysUpTime = headerTellsSysUpTime;
        for (int i = 0; i < fields.Length; i++)
        {
            // Of a field sent twice the first one counts.
            if (offsets[i] >= 0 && fields[i].Length > 0) _fields.TryAdd((fields[i].ElementId, fields[i].EnterpriseNumber), (offsets[i], fields[i].Length));
        }
    }

    /// <summary>Whether a variable-length field feeds columns: text, numbers of applications and parts of packets do, all else is of fixed length.</summary>
    public static bool ReadsVariable(FieldSpecifier field) => field is { EnterpriseNumber: 0, ElementId: ElementId.DataLinkFrameSection or ElementId.IpHeaderPacketSection or ElementId.ApplicationId } || FlowColumns.All.Any(column =>
        column.Type == LogicalType.Text && column.Elements.Any(binding => binding.ElementId == field.ElementId && binding.EnterpriseNumber == field.EnterpriseNumber));

    /// <summary>The moves in the order in which they must run.</summary>
    public ColumnMove[] Compile()
    {
        var moves = new List<ColumnMove>();
        foreach (FlowColumn column in FlowColumns.WithReverse)
        {
            ColumnMove? move = column == FlowColumns.SamplingRate && PacketInterval() is { } interval ? interval : CompileColumn(column);
            if (move is null) continue;
            moves.Add(WithoutZeros(column, move));
        }

        if (!Moves(FlowColumns.Etype) && DeriveEtype() is { } etype) moves.Add(etype);
        bool hasTypeCode = Moves(FlowColumns.IcmpType) || Moves(FlowColumns.IcmpCode);
        if (Moves(FlowColumns.Proto) && (hasTypeCode || Moves(FlowColumns.SrcPort) || Moves(FlowColumns.DstPort))) moves.Add(new IcmpMove(hasTypeCode));
        if (PacketSection() is { } section) moves.Add(section);
        return [.. moves];

        bool Moves(FlowColumn column) => moves.Exists(move => move.Column == column);
    }

    /// <summary>The first of these elements that is a number in every record; <see langword="null"/> where none is.</summary>
    public NumberField? FindNumber(params ReadOnlySpan<ushort> elements)
    {
        foreach (ushort element in elements)
        {
            if (Find(element) is (var offset, > 0 and <= sizeof(ulong) and var length)) return new(offset, length);
        }

        return null;
    }

    /// <summary>The element's field, of whichever length; <see langword="null"/> where records have none.</summary>
    public OctetsField? FindOctets(ushort element) => Find(element) is var (offset, length) ? new(offset, length) : null;

    private PacketSectionMove? PacketSection()
    {
        if (Find(ElementId.DataLinkFrameSection) is var (frame, octets)) return new(frame, FixedLength(octets), LinkType.Ethernet, FindNumber(ElementId.DataLinkFrameType));
        if (Find(ElementId.IpHeaderPacketSection) is var (header, length)) return new(header, FixedLength(length), LinkType.RawIp, null);
        return null;

        static int? FixedLength(int length) => length == FieldSpecifier.VariableLength ? null : length;
    }

    private PacketIntervalMove? PacketInterval() =>
        FindNumber(ElementId.SamplingInterval) is null && FindNumber(ElementId.SamplingPacketInterval) is { } interval && FindNumber(ElementId.SamplingPacketSpace) is { } space
            ? new(interval, space)
            : null;

    private ColumnMove? CompileColumn(FlowColumn column) => column switch
    {
        FlowColumn<IpAddress> address => Address(address),
        FlowColumn<byte> to => First(to, binding => Unsigned(to, binding)),
        FlowColumn<ushort> to => First(to, binding => Unsigned(to, binding)),
        FlowColumn<uint> to when to == FlowColumns.ApplicationId =>
            Find(ElementId.ApplicationId) is (var offset, >= ApplicationIdMove.Shortest and <= ApplicationIdMove.Longest and var length) ? new ApplicationIdMove(to, offset, length) : null,
        FlowColumn<uint> to => First(to, binding => Unsigned(to, binding)),
        FlowColumn<ulong> to => First(to, binding => Unsigned(to, binding)),
        FlowColumn<long> to => First(to, binding => Time(to, binding)),
        FlowColumn<MacAddress> to => First(to, binding => Find(binding) is (var offset, MacMove.Length) ? new MacMove(to, offset) : null),
        FlowColumn<BatchText> to => First(to, binding => Find(binding) is var (offset, length) ? new TextMove(to, offset, length) : null),
        _ => null,
    };

    private static ColumnMove WithoutZeros(FlowColumn column, ColumnMove move) => column switch
    {
        FlowColumn<uint> to when ZeroIsNone.Contains(column) => new NonZeroMove<uint>(to, move),
        FlowColumn<byte> to when ZeroIsNone.Contains(column) => new NonZeroMove<byte>(to, move),
        _ => move,
    };

    private static ColumnMove? First(FlowColumn column, Func<ElementBinding, ColumnMove?> compile)
    {
        foreach (ElementBinding binding in column.Elements)
        {
            if (compile(binding) is { } move) return move;
        }

        return null;
    }

    private (int Offset, int Length)? Find(ElementBinding binding) => Find(binding.ElementId, binding.EnterpriseNumber);

    private (int Offset, int Length)? Find(ushort id, uint enterprise = 0) =>
        _fields.TryGetValue((id, enterprise), out (int, int) field) ? field : null;

    private ColumnMove? Unsigned<T>(FlowColumn<T> column, ElementBinding binding)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        if (Find(binding) is not var (offset, length)) return null;
        if (binding.Part is ElementPart.Label or ElementPart.LabelExp)
            return length == LabelMove<T>.Length ? new LabelMove<T>(column, offset, binding.Part) : null;
        (offset, length) = binding.Part switch
        {
            ElementPart.HighOctet => (offset + length - 2, length < 2 ? 0 : 1),
            ElementPart.LowOctet => (offset + length - 1, 1),
            _ => (offset, length),
        };
        return length switch
        {
            1 => new UnsignedMove<OneOctet, T>(column, offset),
            2 => new UnsignedMove<TwoOctets, T>(column, offset),
            3 => new UnsignedMove<ThreeOctets, T>(column, offset),
            4 => new UnsignedMove<FourOctets, T>(column, offset),
            5 => new UnsignedMove<FiveOctets, T>(column, offset),
            6 => new UnsignedMove<SixOctets, T>(column, offset),
            7 => new UnsignedMove<SevenOctets, T>(column, offset),
            8 => new UnsignedMove<EightOctets, T>(column, offset),
            _ => null,
        };
    }

    private ColumnMove? Address(FlowColumn<IpAddress> column)
    {
        int? v4 = FindAddress(column, AbstractDataType.Ipv4Address, V4Octets.Length);
        int? v6 = FindAddress(column, AbstractDataType.Ipv6Address, V6Octets.Length);
        return (v4, v6) switch
        {
            ({ } at4, { } at6) => new EitherAddressMove(column, at4, at6),
            ({ } at4, null) => new AddressMove<V4Octets>(column, at4),
            (null, { } at6) => new AddressMove<V6Octets>(column, at6),
            _ => null,
        };
    }

    private int? FindAddress(FlowColumn column, AbstractDataType type, int length)
    {
        foreach (ElementBinding binding in column.Elements)
        {
            // Of an element that nobody described the length tells which address it is.
            if (ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber) is { } known && known.Type != type) continue;
            if (Find(binding) is { } field && field.Length == length) return field.Offset;
        }

        return null;
    }

    private EtypeMove? DeriveEtype()
    {
        foreach (FlowColumn<IpAddress> column in (ReadOnlySpan<FlowColumn<IpAddress>>)[FlowColumns.SrcAddr, FlowColumns.DstAddr])
        {
            switch (Address(column))
            {
                case AddressMove<V4Octets>: return new(column, EtypeMove.Ipv4);
                case AddressMove<V6Octets>: return new(column, EtypeMove.Ipv6);
                case EitherAddressMove: return new(column, null);
            }
        }

        return null;
    }

    private ColumnMove? Time(FlowColumn<long> column, ElementBinding binding)
    {
        if (Find(binding) is not var (offset, length)) return null;
        switch (binding.ElementId)
        {
            case ElementId.FlowStartSysUpTime or ElementId.FlowEndSysUpTime when _headerTellsSysUpTime:
                return Time<SysUpTimeScale>(column, offset, length);
            case ElementId.FlowStartSysUpTime or ElementId.FlowEndSysUpTime:
                return length == 4 && Find(ElementId.SystemInitTimeMilliseconds) is { Length: 8 } init
                    ? new SinceInitMove(column, offset, init.Offset)
                    : null;
            case ElementId.FlowStartDeltaMicroseconds or ElementId.FlowEndDeltaMicroseconds:
                return Time<DeltaMicrosecondsScale>(column, offset, length);
        }

        return ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber)?.Type switch
        {
            AbstractDataType.DateTimeSeconds => Time<SecondsScale>(column, offset, length),
            AbstractDataType.DateTimeMilliseconds => Time<MillisecondsScale>(column, offset, length),
            AbstractDataType.DateTimeMicroseconds when length == 8 => Time<NtpMicrosecondsScale>(column, offset, length),
            AbstractDataType.DateTimeNanoseconds when length == 8 => Time<NtpNanosecondsScale>(column, offset, length),
            _ => null,
        };
    }

    private static ColumnMove? Time<TScale>(FlowColumn<long> column, int offset, int length)
        where TScale : struct, ITimeScale => length switch
        {
            1 => new TimeMove<OneOctet, TScale>(column, offset),
            2 => new TimeMove<TwoOctets, TScale>(column, offset),
            3 => new TimeMove<ThreeOctets, TScale>(column, offset),
            4 => new TimeMove<FourOctets, TScale>(column, offset),
            5 => new TimeMove<FiveOctets, TScale>(column, offset),
            6 => new TimeMove<SixOctets, TScale>(column, offset),
            7 => new TimeMove<SevenOctets, TScale>(column, offset),
            8 => new TimeMove<EightOctets, TScale>(column, offset),
            _ => null,
        };
}
