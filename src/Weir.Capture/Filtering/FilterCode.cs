namespace Weir.Capture.Filtering;

/// <summary>Parts of <see cref="FilterInstruction.Code"/> (linux/bpf_common.h).</summary>
internal static class FilterCode
{
    public const int Load = 0x00, LoadIndex = 0x01, Store = 0x02, StoreIndex = 0x03, Arithmetic = 0x04, Jump = 0x05, Return = 0x06, Move = 0x07;

    public const int Word = 0x00, Half = 0x08, Octet = 0x10;
    public const int Immediate = 0x00, Absolute = 0x20, Indirect = 0x40, Memory = 0x60, Length = 0x80, HeaderLength = 0xA0;

    public const int Add = 0x00, Subtract = 0x10, Multiply = 0x20, Divide = 0x30, Or = 0x40, And = 0x50, ShiftLeft = 0x60, ShiftRight = 0x70,
        Negate = 0x80, Modulo = 0x90, Xor = 0xA0;

    public const int Always = 0x00, Equal = 0x10, Greater = 0x20, GreaterOrEqual = 0x30, AnyBit = 0x40;

    /// <summary>The second operand is the index register rather than the constant.</summary>
    public const int FromIndex = 0x08;

    /// <summary>Returns the accumulator rather than the constant.</summary>
    public const int ReturnAccumulator = 0x10;

    /// <summary>Index register to accumulator; without it the other way.</summary>
    public const int ToAccumulator = 0x80;

    public const int ClassMask = 0x07;
}
