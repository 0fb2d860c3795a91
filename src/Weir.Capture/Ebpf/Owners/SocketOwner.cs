using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Capture.Ebpf.Owners;

/// <summary>struct owner of Programs/flows.bpf.c: the process that uses a socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SocketOwner
{
    public ulong ControlGroup;
    public uint Process;
    public uint User;
    public NameOctets Name;

    /// <summary>The process' name (comm), up to 15 octets.</summary>
    [InlineArray(16)]
    public struct NameOctets
    {
        private byte _first;
    }

    /// <summary>The name without what fills it up.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> NameText
    {
        get
        {
            ReadOnlySpan<byte> octets = Name;
            int end = octets.IndexOf((byte)0);
            return end < 0 ? octets : octets[..end];
        }
    }
}

/// <summary>struct port_key of Programs/flows.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OwnedPort
{
    /// <summary>Cookie of the network namespace.</summary>
    public ulong Network;
    public ushort Port;
    public byte Protocol;
    public byte Reserved0, Reserved1, Reserved2, Reserved3, Reserved4;
}
