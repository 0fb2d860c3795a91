using System.Runtime.InteropServices;
using Weir.Capture.Netlink;

namespace Weir.Capture.PSample;

/// <summary>The kernel's channel of samples: the multicast group «packets» of the generic netlink family «psample».</summary>
/// <param name="listener">A socket that has joined the group. Disposed of with this.</param>
/// <param name="messageType">The number of the family, by which its messages are known.</param>
internal sealed unsafe class PSampleChannel(NetlinkListener listener, ushort messageType) : IDisposable
{
    /// <summary>What is said where the kernel cannot sample.</summary>
    public const string MissingModules =
        "the kernel cannot sample packets: it lacks the modules psample and act_sample (CONFIG_PSAMPLE, CONFIG_NET_ACT_SAMPLE); where they are installed, 'modprobe act_sample' loads both.";

    private const string FamilyName = "psample", GroupName = "packets";

    /// <summary>The type of its messages.</summary>
    public ushort MessageType => messageType;

    /// <summary>Times the kernel had no room in the socket's buffer, and lost samples.</summary>
    public long Overruns { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="bufferOctets">Octets of samples that may wait.</param>
    /// <exception cref="PSampleException">The kernel has no such family, or it is not permitted.</exception>
    public static PSampleChannel Open(int bufferOctets)
    {
        if (Find() is not { } family) throw new PSampleException(MissingModules);
        if (!family.Groups.TryGetValue(GroupName, out uint group)) throw new PSampleException($"the kernel's {FamilyName} has no group '{GroupName}'.");
        NetlinkListener listener = NetlinkListener.Open(GenericFamily.Protocol, bufferOctets);
        int error = listener.Join((int)group);
        if (error == 0) return new(listener, family.Id);
        listener.Dispose();
        throw new PSampleException($"listening for samples is refused ({Marshal.GetPInvokeErrorMessage(error)}); it takes the capability CAP_NET_ADMIN, or root.");
    }

    /// <summary>Waits until a sample can be received, or that long.</summary>
    public void Wait(TimeSpan time) => listener.Wait((int)time.TotalMilliseconds);

    /// <summary>Receives one datagram.</summary>
    /// <returns>Octets of it that are in the buffer now; 0 where none waits.</returns>
    /// <exception cref="IOException">The socket failed.</exception>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* octets = buffer)
        {
            while (true)
            {
                switch (listener.Receive(octets, buffer.Length, out int length))
                {
                    case ReceiveStatus.Nothing: return 0;
                    case ReceiveStatus.Overrun: Overruns++; break;
                    default: return length;
                }
            }
        }
    }

    public void Dispose() => listener.Dispose();

    private static GenericFamily? Find()
    {
        using NetlinkSocket socket = NetlinkSocket.Open(GenericFamily.Protocol);
        return GenericFamily.Find(socket, FamilyName);
    }
}
