using System.Buffers.Binary;
using Weir.Collector.Decoding.Moves;
using Weir.Flows.Columns;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding;

/// <summary>
/// A template compiled to column moves. Records of fixed length are read where they lie. Records with variable-length fields
/// are first packed: their fixed-length fields are copied behind one another, so that the same strided moves read them; of a
/// variable-length field that feeds a column, the place and length in the content are kept there (<see cref="VariableReference"/>).
/// </summary>
public sealed class TemplatePlan
{
    private const byte LongLength = 255;

    // Octets of fixed-length fields before the first variable-length field, between each and the next, and behind the last.
    private readonly int[] _runs;

    // Which of the variable-length fields feed a column.
    private readonly bool[] _kept;

    private TemplatePlan(TemplateLayout layout, int[] runs, bool[] kept, int stride, MoveCompiler compiler)
    {
        IsFixedLength = layout.IsFixedLength;
        MinimumLength = layout.MinimumLength;
        _runs = runs;
        _kept = kept;
        Moves = compiler.Compile();
        Stride = stride;
        Selector = compiler.FindNumber(ElementId.SamplerId, ElementId.SelectorId);
        SelectionSequence = compiler.FindNumber(ElementId.SelectionSequenceId);
        Application = compiler.FindOctets(ElementId.ApplicationId);
        TellsInput = Moves.Any(move => move.Column == FlowColumns.InIf);
        TellsOutput = Moves.Any(move => move.Column == FlowColumns.OutIf);
        TellsRate = Moves.Any(move => move.Column == FlowColumns.SamplingRate);
    }

    /// <summary>Whether all records have the same length.</summary>
    public bool IsFixedLength { get; }

    /// <summary>Octets of the shortest record.</summary>
    public int MinimumLength { get; }

    /// <summary>Octets of a record as the moves read it.</summary>
    public int Stride { get; }

    internal ColumnMove[] Moves { get; }

    /// <summary>The field that names the sampler of a record.</summary>
    internal NumberField? Selector { get; }

    /// <summary>The field that names the chain of selectors of a record.</summary>
    internal NumberField? SelectionSequence { get; }

    /// <summary>The field that tells the application of a record by number.</summary>
    internal OctetsField? Application { get; }

    /// <summary>Whether records name a sampler or a chain of them.</summary>
    internal bool NamesSampler => Selector is not null || SelectionSequence is not null;

    /// <summary>Whether records name the interface they came in by, and the one they went out by.</summary>
    internal bool TellsInput { get; }

    /// <inheritdoc cref="TellsInput"/>
    internal bool TellsOutput { get; }

    /// <summary>Whether records tell their sampling rate themselves.</summary>
    internal bool TellsRate { get; }

    /// <summary>Compiles a template.</summary>
    /// <param name="layout">The template.</param>
    /// <param name="headerTellsSysUpTime">Whether message headers tell the exporter's age: NetFlow v5 and v9, but not IPFIX.</param>
    public static TemplatePlan Compile(TemplateLayout layout, bool headerTellsSysUpTime)
    {
        FieldSpecifier[] fields = layout.Fields;
        int[] offsets = new int[fields.Length];
        var runs = new List<int> { 0 };
        var kept = new List<bool>();
        int packed = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            offsets[i] = packed;
            if (fields[i].IsVariable)
            {
                runs.Add(0);
                kept.Add(MoveCompiler.ReadsVariable(fields[i]));
                if (kept[^1]) packed += VariableReference.Size;
                else offsets[i] = -1;
            }
            else
            {
                runs[^1] += fields[i].Length;
                packed += fields[i].Length;
            }
        }

        return new(layout, [.. runs], [.. kept], packed, new MoveCompiler(fields, offsets, headerTellsSysUpTime));
    }

    /// <summary>How many whole records stand in the content of a data set.</summary>
    public int CountRecords(ReadOnlySpan<byte> content, out DecodeStatus status)
    {
        status = DecodeStatus.Ok;
        if (IsFixedLength) return content.Length / Stride;
        int at = 0;
        int count = 0;
        while (content.Length - at >= MinimumLength && TryPackOne(content, ref at, default)) count++;
        if (content.Length - at >= MinimumLength) status = DecodeStatus.Truncated;
        return count;
    }

    /// <summary>
    /// Packs records from <paramref name="at"/> on, until there are <paramref name="limit"/> or the scratch is full or the
    /// content ends. Returns how many; <see cref="DecodeStatus.Truncated"/> where a field runs past the end.
    /// </summary>
    internal int Pack(ReadOnlySpan<byte> content, ref int at, Span<byte> scratch, int limit, out DecodeStatus status)
    {
        int count = 0;
        status = DecodeStatus.Ok;
        while (count < limit && content.Length - at >= MinimumLength && scratch.Length >= Stride)
        {
            if (!TryPackOne(content, ref at, scratch))
            {
                status = DecodeStatus.Truncated;
                break;
            }

            scratch = scratch[Stride..];
            count++;
        }

        return count;
    }

    // RFC 7011 section 7: one octet of length; where it is 255, two more hold the length. An empty target only walks.
    private bool TryPackOne(ReadOnlySpan<byte> content, ref int at, Span<byte> target)
    {
        int position = at;
        for (int i = 0; i < _runs.Length; i++)
        {
            int run = _runs[i];
            if (content.Length - position < run) return false;
            if (!target.IsEmpty)
            {
                content.Slice(position, run).CopyTo(target);
                target = target[run..];
            }

            position += run;
            if (i == _runs.Length - 1) break;
            if (position >= content.Length) return false;
            int length = content[position++];
            if (length == LongLength)
            {
                if (content.Length - position < sizeof(ushort)) return false;
                length = BinaryPrimitives.ReadUInt16BigEndian(content[position..]);
                position += sizeof(ushort);
            }

            if (content.Length - position < length) return false;
            if (_kept[i] && !target.IsEmpty)
            {
                new VariableReference((ushort)position, (ushort)length).Write(target);
                target = target[VariableReference.Size..];
            }

            position += length;
        }

        at = position;
        return true;
    }
}
