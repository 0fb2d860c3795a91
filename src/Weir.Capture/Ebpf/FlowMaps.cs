using System.Runtime.InteropServices;
using Weir.Capture.Ebpf.Interop;

namespace Weir.Capture.Ebpf;

/// <summary>
/// The two maps of flows within the kernel: one is in use while the other is empty or being read. Exchanging them waits until no program
/// uses the old one, so that what is read is whole and nothing is counted into an entry that has just been taken.
/// </summary>
internal sealed unsafe class FlowMaps
{
    /// <summary>The maps in the object.</summary>
    public static readonly string[] Names = ["flows_a", "flows_b"];

    // errno when a batch was the last one.
    private const int NoMore = 2;

    /// <summary>Entries taken at once: a hash table's batch must hold its fullest bucket, and few calls are cheaper than many.</summary>
    private const int BatchEntries = 4096;

    private readonly int _processors = LibBpf.PossibleProcessors();
    private readonly KernelFlowKey[] _keys = new KernelFlowKey[BatchEntries];
    private readonly KernelFlowCounts[] _counts;
    private readonly int _inUse;
    private readonly int[] _maps;
    private int _current;

    public FlowMaps(LoadedPrograms programs)
    {
        _counts = new KernelFlowCounts[BatchEntries * _processors];
        _inUse = programs.Map("flows");
        _maps = [.. Names.Select(programs.Map)];
    }

    /// <summary>Takes one flow with what was counted since the last time.</summary>
    public delegate void FlowReader(in KernelFlowKey key, in KernelFlowCounts counts);

    /// <summary>Exchanges the maps and takes all flows out of the one that was in use.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public void Take(FlowReader read)
    {
        int old = _maps[_current];
        _current ^= 1;
        uint zero = 0;
        int next = _maps[_current];
        Check(LibBpf.Update(_inUse, &zero, &next, 0), "exchange");

        // A position within a hash table is 32 bits.
        uint from = 0, to = 0;
        bool isFirst = true, isLast = false;
        fixed (KernelFlowKey* keys = _keys)
        fixed (KernelFlowCounts* counts = _counts)
        {
            while (!isLast)
            {
                uint taken = BatchEntries;
                int error = -LibBpf.TakeBatch(old, isFirst ? null : &from, &to, keys, counts, &taken, 0);
                isLast = error == NoMore;
                if (!isLast) Check(-error, "read");
                isFirst = false;
                from = to;
                for (int i = 0; i < taken; i++) Give(in _keys[i], _counts.AsSpan(i * _processors, _processors), read);
            }
        }
    }

    private static void Give(in KernelFlowKey key, ReadOnlySpan<KernelFlowCounts> byProcessor, FlowReader read)
    {
        KernelFlowCounts sum = default;
        foreach (ref readonly KernelFlowCounts counts in byProcessor) sum.Add(in counts);
        if (sum.Packets != 0) read(in key, in sum);
    }

    private static void Check(int result, string what)
    {
        if (result < 0) throw new EbpfException($"eBPF: flows cannot be taken from the kernel ({what}): {Marshal.GetPInvokeErrorMessage(-result)}");
    }
}
