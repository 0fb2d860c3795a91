using System.Runtime.InteropServices;

namespace Weir.Collector.Enriching.Networks;

/// <summary>A line of a networks file: addresses from one to another, and what it says of them.</summary>
/// <typeparam name="T">The bits of an address.</typeparam>
/// <param name="First">The first address.</param>
/// <param name="Last">The last.</param>
/// <param name="Label">What is said.</param>
/// <param name="Line">Where, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NetworkRange<T>(T First, T Last, NetworkLabel Label, int Line)
    where T : unmanaged, IComparable<T>;
