using System.Runtime.InteropServices;
using System.Text;
using Weir.Exporter.Metering.Applications.Interop;

namespace Weir.Exporter.Metering.Applications;

/// <summary>nDPI for one thread: about 9 MB of tables. Flows are made, given packets, and freed by it.</summary>
internal sealed unsafe class NdpiDetector : IDisposable
{
    // "All these calls MUST NOT run in parallel" (ndpi_api.h).
    private static readonly Lock Beginning = new();
    private static readonly Lazy<IReadOnlyList<ApplicationName>> AllNames = new(ReadNames);

    private readonly nint _module;
    private readonly uint _flowSize;
    private readonly byte[][] _names;

    /// <summary>Loads the library's tables.</summary>
    /// <exception cref="InvalidOperationException">The library is missing (<see cref="Problem"/>), or has no memory.</exception>
    public NdpiDetector()
    {
        if (Problem is { } problem) throw new InvalidOperationException(problem);
        lock (Beginning)
        {
            _module = Ndpi.Begin(0);
            if (_module == 0) throw new InvalidOperationException("applications: nDPI has no memory for its tables");
            byte* all = stackalloc byte[Ndpi.BitmaskSize];
            new Span<byte>(all, Ndpi.BitmaskSize).Fill(byte.MaxValue);
            Ndpi.SetProtocols(_module, all);
            Ndpi.FinishBeginning(_module);
        }

        _flowSize = Ndpi.FlowSize();
        _names = new byte[Ndpi.Protocols(_module)][];
        for (int i = 0; i < _names.Length; i++) _names[i] = Encoding.UTF8.GetBytes(Ndpi.Name(_module, (ushort)i));
    }

    /// <summary>What is missing for classification, for people; <see langword="null"/>: nothing.</summary>
    public static string? Problem => Ndpi.Problem;

    /// <summary>All applications there are; none where the library is missing.</summary>
    public static IReadOnlyList<ApplicationName> Names => AllNames.Value;

    /// <summary>What an application is called, in UTF-8.</summary>
    public ReadOnlySpan<byte> Name(ushort application) => application < _names.Length ? _names[application] : [];

    /// <summary>A conversation begins.</summary>
    public nint NewFlow() => (nint)NativeMemory.AllocZeroed(_flowSize);

    /// <summary>A conversation is known, or over.</summary>
    public static void Free(nint flow)
    {
        Ndpi.FreeFlowData(flow);
        NativeMemory.Free((void*)flow);
    }

    /// <summary>Looks at a packet from its IP header on.</summary>
    /// <param name="flow">The conversation.</param>
    /// <param name="packet">What was captured.</param>
    /// <param name="timeNs">When.</param>
    /// <param name="isLast">Whether this is the last packet that is looked at, so that its ports may decide.</param>
    /// <param name="application">The application, 0 where it is not known.</param>
    /// <returns>Whether it is decided.</returns>
    public bool Decide(nint flow, ReadOnlySpan<byte> packet, long timeNs, bool isLast, out ushort application)
    {
        Ndpi.Protocol found;
        fixed (byte* octets = packet) found = Ndpi.Process(_module, flow, octets, (ushort)Math.Min(packet.Length, ushort.MaxValue), (ulong)timeNs / 1_000_000);
        if (!isLast && (found.Application == 0 || Ndpi.IsMoreToKnow(_module, flow) != 0))
        {
            application = found.Best;
            return false;
        }

        application = found.Application == 0 ? GiveUp(flow) : found.Best;
        return true;
    }

    /// <summary>Decides by what there was, ports included.</summary>
    public ushort GiveUp(nint flow)
    {
        byte wasGuessed;
        return Ndpi.GiveUp(_module, flow, 1, &wasGuessed).Best;
    }

    public void Dispose() => Ndpi.End(_module);

    private static List<ApplicationName> ReadNames()
    {
        if (Problem is not null) return [];
        using var detector = new NdpiDetector();
        var names = new List<ApplicationName>(detector._names.Length);
        for (int i = 1; i < detector._names.Length; i++)
        {
            if (detector._names[i].Length > 0) names.Add(new(ApplicationName.OfNdpi((ushort)i), Encoding.UTF8.GetString(detector._names[i])));
        }

        return names;
    }
}
