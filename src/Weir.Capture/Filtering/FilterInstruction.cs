using System.Runtime.InteropServices;

namespace Weir.Capture.Filtering;

/// <summary>
/// One instruction of a classic BPF program, as libpcap makes it and the kernel takes it (struct sock_filter, linux/filter.h).
/// <code>
///  0       2    3    4        8
/// +-------+----+----+--------+    code: class in its lowest 3 bits, then size and mode of a load,
/// | code  | jt | jf | k      |          operation and source of an arithmetic instruction or a jump
/// +-------+----+----+--------+    jt, jf: instructions to pass over where a condition holds, or does not
/// </code>
/// </summary>
/// <param name="Code">What it does.</param>
/// <param name="IfTrue">Instructions to pass over where the condition holds.</param>
/// <param name="IfFalse">Instructions to pass over where it does not.</param>
/// <param name="K">Its constant: an offset, a value, a memory cell.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint K);
