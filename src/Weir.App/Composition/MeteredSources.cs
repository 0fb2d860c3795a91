using Weir.App.Configuration.Options;
using Weir.Capture.AfPacket;
using Weir.Capture.NfLog;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>The one place where what is configured to be metered becomes a source of packets.</summary>
internal static class MeteredSources
{
    /// <summary>Opens a source.</summary>
    /// <exception cref="IOException">It is not there, or not permitted; the message is for people.</exception>
    public static IKernelSource Open(MeteredSource section) => section switch
    {
        MeteredInterface each => AfPacketSource.Open(new AfPacketOptions
        {
            InterfaceName = each.Name,
            Promiscuous = each.Promiscuous,
            RingOctets = each.RingMebibytes << 20,
        }),
        MeteredLogGroup each => NfLogSource.Open(
            new NfLogOptions
            {
                Group = each.Group,
                CopyRange = each.CopyRange,
                QueueThreshold = each.QueueThreshold,
                BufferOctets = each.BufferMebibytes << 20,
            },
            TimeProvider.System),
        _ => throw new InvalidOperationException($"no source for {section}"),
    };

    /// <summary>A sink for the records of a source, through which they name what its packets have numbers for.</summary>
    public static IFlowSink Naming(IPacketSource source, IFlowSink sink) => source is NfLogSource log ? new PacketPathSink(sink, log.Paths) : sink;
}
