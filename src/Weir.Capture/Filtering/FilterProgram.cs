using System.Buffers.Binary;

namespace Weir.Capture.Filtering;

/// <summary>
/// A classic BPF program that was checked and runs on captured octets: two registers, 16 memory cells, jumps only forward, so it
/// ends after as many steps as it has instructions. A load from past the captured octets says no, as in the kernel.
/// </summary>
internal sealed class FilterProgram
{
    /// <summary>BPF_MAXINSNS: what the kernel takes.</summary>
    public const int MaxInstructions = 4096;

    private const int MemoryCells = 16;

    /// <summary>Loads from here on ask the kernel about the packet (SKF_AD_OFF): its direction, its tag. A file knows none of that.</summary>
    private const uint Ancillary = 0xFFE0_0000;

    private readonly FilterInstruction[] _instructions;
    private readonly bool _usesMemory;

    private FilterProgram(FilterInstruction[] instructions)
    {
        _instructions = instructions;
        _usesMemory = Array.Exists(instructions, static each => (each.Code & FilterCode.ClassMask) is FilterCode.Store or FilterCode.StoreIndex
            || (each.Code & 0xE7) is FilterCode.Memory or (FilterCode.Memory | FilterCode.LoadIndex));
    }

    /// <summary>Checks a program. Says in a few words what cannot run, or <see langword="null"/> beside the program.</summary>
    public static FilterProgram? Create(FilterInstruction[] instructions, out string? problem)
    {
        problem = instructions.Length is 0 or > MaxInstructions ? $"has {instructions.Length} instructions where 1 to {MaxInstructions} can run" : null;
        for (int at = 0; at < instructions.Length && problem is null; at++) problem = ProblemOf(instructions, at);
        if (problem is null && (instructions[^1].Code & FilterCode.ClassMask) != FilterCode.Return) problem = "runs past its end";
        return problem is null ? new(instructions) : null;
    }

    /// <summary>Whether a packet passes.</summary>
    /// <param name="packet">The captured octets.</param>
    /// <param name="wireLength">Octets it had on the wire: the «len» of expressions.</param>
    public bool Passes(ReadOnlySpan<byte> packet, int wireLength)
    {
        Span<uint> memory = _usesMemory ? stackalloc uint[MemoryCells] : [];
        memory.Clear();
        uint a = 0, x = 0;
        for (int at = 0; (uint)at < (uint)_instructions.Length; at++)
        {
            ref readonly FilterInstruction step = ref _instructions[at];
            switch (step.Code & FilterCode.ClassMask)
            {
                case FilterCode.Load or FilterCode.LoadIndex:
                    if (!TryLoad(in step, packet, (uint)wireLength, memory, x, out uint value)) return false;
                    if ((step.Code & FilterCode.ClassMask) == FilterCode.Load) a = value;
                    else x = value;
                    break;
                case FilterCode.Store:
                    memory[(int)step.K] = a;
                    break;
                case FilterCode.StoreIndex:
                    memory[(int)step.K] = x;
                    break;
                case FilterCode.Arithmetic:
                    if (!TryCalculate(in step, x, ref a)) return false;
                    break;
                case FilterCode.Jump:
                    at += step.Code == (FilterCode.Jump | FilterCode.Always) ? (int)step.K : Holds(in step, a, x) ? step.IfTrue : step.IfFalse;
                    break;
                case FilterCode.Return:
                    return ((step.Code & FilterCode.ReturnAccumulator) != 0 ? a : step.K) != 0;
                default:
                    if ((step.Code & FilterCode.ToAccumulator) != 0) a = x;
                    else x = a;
                    break;
            }
        }

        return false;
    }

    private static bool TryLoad(
        in FilterInstruction step, ReadOnlySpan<byte> packet, uint wireLength, ReadOnlySpan<uint> memory, uint x, out uint value)
    {
        ulong offset = step.K;
        switch (step.Code & 0xE0)
        {
            case FilterCode.Immediate:
                value = step.K;
                return true;
            case FilterCode.Memory:
                value = memory[(int)step.K];
                return true;
            case FilterCode.Length:
                value = wireLength;
                return true;
            case FilterCode.HeaderLength:
                value = offset < (uint)packet.Length ? (packet[(int)offset] & 0x0Fu) * 4 : 0;
                return offset < (uint)packet.Length;
            case FilterCode.Indirect:
                offset += x;
                break;
            default:
                break;
        }

        value = 0;
        int size = (step.Code & 0x18) switch { FilterCode.Word => 4, FilterCode.Half => 2, _ => 1 };
        if (offset + (uint)size > (uint)packet.Length) return false;
        ReadOnlySpan<byte> octets = packet[(int)offset..];
        value = size switch
        {
            4 => BinaryPrimitives.ReadUInt32BigEndian(octets),
            2 => BinaryPrimitives.ReadUInt16BigEndian(octets),
            _ => octets[0],
        };
        return true;
    }

    private static bool TryCalculate(in FilterInstruction step, uint x, ref uint a)
    {
        uint operand = (step.Code & FilterCode.FromIndex) != 0 ? x : step.K;
        switch (step.Code & 0xF0)
        {
            case FilterCode.Add: a += operand; break;
            case FilterCode.Subtract: a -= operand; break;
            case FilterCode.Multiply: a *= operand; break;
            case FilterCode.Divide:
                if (operand == 0) return false;
                a /= operand;
                break;
            case FilterCode.Modulo:
                if (operand == 0) return false;
                a %= operand;
                break;
            case FilterCode.Or: a |= operand; break;
            case FilterCode.And: a &= operand; break;
            case FilterCode.Xor: a ^= operand; break;
            case FilterCode.ShiftLeft: a = operand < 32 ? a << (int)operand : 0; break;
            case FilterCode.ShiftRight: a = operand < 32 ? a >> (int)operand : 0; break;
            default: a = (uint)-(int)a; break;
        }

        return true;
    }

    private static bool Holds(in FilterInstruction step, uint a, uint x)
    {
        uint operand = (step.Code & FilterCode.FromIndex) != 0 ? x : step.K;
        return (step.Code & 0xF0) switch
        {
            FilterCode.Equal => a == operand,
            FilterCode.Greater => a > operand,
            FilterCode.GreaterOrEqual => a >= operand,
            _ => (a & operand) != 0,
        };
    }

    private static string? ProblemOf(FilterInstruction[] instructions, int at)
    {
        ref readonly FilterInstruction step = ref instructions[at];
        ulong left = (ulong)(instructions.Length - at - 1);
        int code = step.Code;
        bool isKnown = (code & FilterCode.ClassMask) switch
        {
            FilterCode.Load => (code & ~0xF8) == 0 && (code & 0x18) != 0x18 && (code & 0xE0) <= FilterCode.Length
                && ((code & 0xE0) is FilterCode.Absolute or FilterCode.Indirect || (code & 0x18) == FilterCode.Word),
            FilterCode.LoadIndex => code is (FilterCode.LoadIndex | FilterCode.Immediate) or (FilterCode.LoadIndex | FilterCode.Memory)
                or (FilterCode.LoadIndex | FilterCode.Length) or (FilterCode.LoadIndex | FilterCode.HeaderLength | FilterCode.Octet),
            FilterCode.Store or FilterCode.StoreIndex => code is FilterCode.Store or FilterCode.StoreIndex,
            FilterCode.Arithmetic => code <= 0xFF && (code & 0xF0) <= FilterCode.Xor,
            FilterCode.Jump => code <= 0xFF && (code & 0xF0) <= FilterCode.AnyBit,
            FilterCode.Return => code is FilterCode.Return or (FilterCode.Return | FilterCode.ReturnAccumulator),
            _ => code is FilterCode.Move or (FilterCode.Move | FilterCode.ToAccumulator),
        };
        if (!isKnown) return $"has an unknown instruction {code:x}";
        bool usesMemory = (code & FilterCode.ClassMask) is FilterCode.Store or FilterCode.StoreIndex
            || (code & 0xE6) == FilterCode.Memory;
        if (usesMemory && step.K >= MemoryCells) return "uses memory that there is not";
        if ((code & 0xE7) == FilterCode.Absolute && step.K >= Ancillary)
            return "asks for what only a live interface knows, such as «inbound» and «outbound»";
        if (code is (FilterCode.Arithmetic | FilterCode.Divide) or (FilterCode.Arithmetic | FilterCode.Modulo) && step.K == 0) return "divides by 0";
        if ((code & FilterCode.ClassMask) != FilterCode.Jump) return null;
        bool isForward = code == (FilterCode.Jump | FilterCode.Always) ? step.K < left : step.IfTrue < left && step.IfFalse < left;
        return isForward ? null : "jumps backwards, as «protochain» does; name the protocols instead";
    }
}
