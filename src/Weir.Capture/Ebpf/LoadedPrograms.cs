using System.Reflection;
using System.Runtime.InteropServices;
using Weir.Capture.Ebpf.Interop;

namespace Weir.Capture.Ebpf;

/// <summary>The programs of Programs/flows.bpf.c within the kernel: maps, and what they are attached to. Disposing takes all of it out again.</summary>
internal sealed unsafe class LoadedPrograms : IDisposable
{
    private const string ResourceName = "Weir.Capture.Ebpf.flows.bpf.o";
    private const int NotPermitted = 1;
    private const int Exists = 17;

    private static readonly string[] OwnerHooks =
        ["owner_create", "owner_connect4", "owner_connect6", "owner_sendmsg4", "owner_sendmsg6", "owner_bind4", "owner_bind6", "owner_accept"];

    private readonly Stack<Action> _undo = [];
    private nint _object;

    /// <summary>Loads the programs; they are attached to nothing yet.</summary>
    /// <exception cref="EbpfException">There is no libbpf, or the kernel refuses them.</exception>
    public LoadedPrograms(EbpfOptions options)
    {
        try
        {
            Load(options);
        }
        catch (DllNotFoundException)
        {
            throw new EbpfException("eBPF: libbpf.so.1 is not there; install the Debian package libbpf1.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Descriptor of a map.</summary>
    public int Map(string name) => LibBpf.MapDescriptor(LibBpf.FindMap(_object, name));

    /// <summary>Counts the packets of an interface from now on, both ways.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public void AttachTo(string interfaceName, int index)
    {
        AttachTo(interfaceName, index, "flows_ingress", LibBpf.TcxIngress, LibBpf.TcIngress);
        AttachTo(interfaceName, index, "flows_egress", LibBpf.TcxEgress, LibBpf.TcEgress);
    }

    /// <summary>Watches which processes make and use sockets from now on, and looks at the sockets there are.</summary>
    /// <returns>What is missing, <see langword="null"/> where nothing is.</returns>
    public string? WatchOwners()
    {
        if (ControlGroups.Root is not { } root) return "no cgroup2 is mounted";
        using var directory = new DirectoryDescriptor(root);
        foreach (string name in OwnerHooks)
        {
            nint link = LibBpf.AttachControlGroup(LibBpf.FindProgram(_object, name), directory.Descriptor);
            if (link == 0) return $"{name} on {root}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
            _undo.Push(() => _ = LibBpf.DestroyLink(link));
        }

        nint scan = LibBpf.Attach(LibBpf.FindProgram(_object, "owner_scan"));
        if (scan == 0) return $"sockets that were there before: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        Scan(scan);
        _ = LibBpf.DestroyLink(scan);
        return null;
    }

    public void Dispose()
    {
        while (_undo.TryPop(out Action? undo)) undo();
        if (_object != 0) LibBpf.CloseObject(_object);
        _object = 0;
    }

    private void Load(EbpfOptions options)
    {
        // What libbpf would write to standard error is told by the exceptions here.
        LibBpf.SetPrint(0);
        byte[] octets = Read();
        fixed (byte* first = octets) _object = LibBpf.OpenObject(first, (nuint)octets.Length, 0);
        if (_object == 0) throw new EbpfException($"eBPF: the object is not taken: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        foreach (string map in FlowMaps.Names) _ = LibBpf.SetMaxEntries(LibBpf.FindMap(_object, map), (uint)options.MaxFlows);
        nuint length;
        *LibBpf.InitialValue(LibBpf.FindMap(_object, ".rodata"), &length) = options.MeasuresDns ? (byte)1 : (byte)0;
        if (!options.FindsProcesses)
        {
            foreach (string name in (ReadOnlySpan<string>)[.. OwnerHooks, "owner_scan"]) _ = LibBpf.SetAutoload(LibBpf.FindProgram(_object, name), false);
        }

        int error = -LibBpf.LoadObject(_object);
        if (error == 0) return;
        throw new EbpfException(error == NotPermitted
            ? "eBPF: loading programs is not permitted; it takes root, or the capabilities CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON."
            : $"eBPF: the kernel does not take the programs: {Marshal.GetPInvokeErrorMessage(error)}; they take Linux 5.15 or later with BTF (/sys/kernel/btf/vmlinux).");
    }

    private void AttachTo(string interfaceName, int index, string name, int tcx, int tc)
    {
        int program = LibBpf.ProgramDescriptor(LibBpf.FindProgram(_object, name));
        int link = LibBpf.CreateLink(program, index, tcx, 0);
        if (link >= 0)
        {
            _undo.Push(() => _ = DirectoryDescriptor.Close(link));
            return;
        }

        // Before Linux 6.6: a filter of the clsact queueing discipline, which stays where another program uses it too.
        var hook = new LibBpf.TcHook { Size = (nuint)sizeof(LibBpf.TcHook), Interface = index, AttachPoint = tc };
        int error = -LibBpf.CreateHook(&hook);
        var options = new LibBpf.TcOptions { Size = (nuint)sizeof(LibBpf.TcOptions), Program = program };
        if (error is 0 or Exists) error = -LibBpf.AttachHook(&hook, &options);
        if (error != 0) throw new EbpfException($"eBPF: {interfaceName}: {name} cannot be attached: {Marshal.GetPInvokeErrorMessage(error)}");
        DetachAtEnd(index, tc, options.Handle, options.Priority);
    }

    private void DetachAtEnd(int index, int attachPoint, uint handle, uint priority) => _undo.Push(() =>
    {
        var hook = new LibBpf.TcHook { Size = (nuint)sizeof(LibBpf.TcHook), Interface = index, AttachPoint = attachPoint };
        var options = new LibBpf.TcOptions { Size = (nuint)sizeof(LibBpf.TcOptions), Handle = handle, Priority = priority };
        _ = LibBpf.DetachHook(&hook, &options);
    });

    // Reading the iterator runs it; it writes nothing.
    private static void Scan(nint link)
    {
        int descriptor = LibBpf.CreateIterator(LibBpf.LinkDescriptor(link));
        if (descriptor < 0) return;
        byte octet;
        while (DirectoryDescriptor.Read(descriptor, &octet, 1) > 0)
        {
        }

        _ = DirectoryDescriptor.Close(descriptor);
    }

    private static byte[] Read()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)!;
        byte[] octets = new byte[resource.Length];
        resource.ReadExactly(octets);
        return octets;
    }
}
