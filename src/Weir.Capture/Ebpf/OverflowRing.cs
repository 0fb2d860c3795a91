using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Capture.Ebpf.Interop;

namespace Weir.Capture.Ebpf;

/// <summary>Packets that the kernel's map had no room for, one by one.</summary>
internal sealed unsafe class OverflowRing : IDisposable
{
    private readonly FlowMaps.FlowReader _read;
    private GCHandle _this;
    private nint _ring;

    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public OverflowRing(LoadedPrograms programs, FlowMaps.FlowReader read)
    {
        _read = read;
        _this = GCHandle.Alloc(this);
        _ring = LibBpf.CreateRing(programs.Map("overflows"), &Take, (nint)_this, 0);
        if (_ring != 0) return;
        _this.Free();
        throw new EbpfException($"eBPF: the ring of overflows: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    /// <summary>Waits for packets and gives them to the reader. Returns how many there were.</summary>
    public int Poll(TimeSpan timeout) => Math.Max(0, LibBpf.Poll(_ring, (int)timeout.TotalMilliseconds));

    public void Dispose()
    {
        if (_ring == 0) return;
        LibBpf.FreeRing(_ring);
        _ring = 0;
        _this.Free();
    }

    [UnmanagedCallersOnly]
    private static int Take(nint context, byte* octets, nuint length)
    {
        if (length < (nuint)(sizeof(KernelFlowKey) + sizeof(KernelFlowCounts))) return 0;
        var ring = (OverflowRing)GCHandle.FromIntPtr(context).Target!;
        ring._read(in Unsafe.AsRef<KernelFlowKey>(octets), in Unsafe.AsRef<KernelFlowCounts>(octets + sizeof(KernelFlowKey)));
        return 0;
    }
}
