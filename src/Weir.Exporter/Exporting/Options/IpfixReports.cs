using System.Text;
using Weir.Exporter.Metering.Applications;
using Weir.Flows.Interfaces;
using Weir.Wire.Elements;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting.Options;

/// <summary>
/// The options records of IPFIX: process statistics and reliability (RFC 7011 sections 4.1 to 4.3), samplers (RFC 5477), interface names,
/// interface counters, and applications (RFC 6759). Counters are options as well: they tell of an interface, not of a flow, and what sums up flows must not count them.
/// </summary>
internal static class IpfixReports
{
    public const ushort ExportingStatisticsId = 258, ExportingReliabilityId = 259, MeteringReliabilityId = 260;
    public const ushort SystematicSamplerId = 261, RandomSamplerId = 262, InterfaceNameId = 263, IngressCountersId = 264, EgressCountersId = 265, ApplicationNameId = 266;

    /// <summary>There is one exporting and one metering process in a program.</summary>
    private const uint ProcessId = 1;

    private const int MaxNameOctets = 100;

    /// <summary>Those that go out with the templates.</summary>
    public static OptionsReport[] Of(CollectorOptions options, ExportingMetrics metrics, ReportSources sources)
    {
        List<OptionsReport> reports = [];
        if (sources.Exporting)
        {
            ExportingMetrics[] own = [metrics];
            reports.Add(new ValueReport<ExportingMetrics>(
                Template(ExportingStatisticsId, 1, [new(ElementId.ObservationDomainId, 4), new(ElementId.ExportedMessageTotalCount, 8),
                    new(ElementId.ExportedFlowRecordTotalCount, 8), new(ElementId.ExportedOctetTotalCount, 8)]),
                () => own,
                (ExportingMetrics sent, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(options.ObservationDomainId);
                    to.TryWriteUInt64((ulong)sent.DatagramsSent);
                    to.TryWriteUInt64((ulong)(sent.Records - sent.NotSentRecords));
                    to.TryWriteUInt64((ulong)sent.BytesSent);
                }));
            reports.Add(new ValueReport<ExportingMetrics>(
                Template(ExportingReliabilityId, 1, [new(ElementId.ExportingProcessId, 4), new(ElementId.NotSentFlowTotalCount, 8),
                    new(ElementId.NotSentPacketTotalCount, 8), new(ElementId.NotSentOctetTotalCount, 8),
                    new(ElementId.ObservationTimeMilliseconds, 8), new(ElementId.ObservationTimeMilliseconds, 8)]),
                () => own,
                (ExportingMetrics sent, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(ProcessId);
                    to.TryWriteUInt64((ulong)sent.NotSentRecords);
                    to.TryWriteUInt64((ulong)sent.NotSentPackets);
                    to.TryWriteUInt64((ulong)sent.NotSentOctets);
                    WriteTime(ref to, sent.FirstNotSent);
                    WriteTime(ref to, sent.LastNotSent);
                }));
        }

        if (sources.Metering is { } metering) reports.Add(Metering(options, metering));
        if (sources.Samplers is { } samplers)
        {
            reports.Add(Samplers(SystematicSamplerId, ElementId.SamplingPacketInterval, ElementId.SamplingPacketSpace, samplers, systematic: true));
            reports.Add(Samplers(RandomSamplerId, ElementId.SamplingSize, ElementId.SamplingPopulation, samplers, systematic: false));
        }

        if (sources.Interfaces is { } interfaces) reports.Add(Names(interfaces));
        if (sources.Applications is { } applications) reports.Add(Names(applications));
        return [.. reports];
    }

    /// <summary>Interface counters, sent when they are polled. Octets are those of layer 2, as the system counts them.</summary>
    public static OptionsReport[] OfInterfaces(TimeProvider clock)
    {
        return
        [
            new CountersReport(
                Template(IngressCountersId, 1, [new(ElementId.IngressInterface, 4), new(ElementId.ObservationTimeMilliseconds, 8), new(ElementId.Layer2OctetTotalCount, 8),
                    new(ElementId.PacketTotalCount, 8), new(ElementId.IngressMulticastPacketTotalCount, 8), new(ElementId.DroppedPacketTotalCount, 8), new(ElementId.IngressInterfaceType, 4)]),
                (NetworkInterface of, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(of.Index);
                    WriteTime(ref to, clock.GetUtcNow());
                    to.TryWriteUInt64(of.In.Octets);
                    to.TryWriteUInt64(of.In.Packets);
                    to.TryWriteUInt64(of.In.Multicast ?? 0);
                    to.TryWriteUInt64(of.In.Discards);
                    to.TryWriteUInt32(of.Type);
                }),
            new CountersReport(
                Template(EgressCountersId, 1, [new(ElementId.EgressInterface, 4), new(ElementId.ObservationTimeMilliseconds, 8),
                    new(ElementId.Layer2OctetTotalCount, 8), new(ElementId.PacketTotalCount, 8), new(ElementId.DroppedPacketTotalCount, 8)]),
                (NetworkInterface of, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(of.Index);
                    WriteTime(ref to, clock.GetUtcNow());
                    to.TryWriteUInt64(of.Out.Octets);
                    to.TryWriteUInt64(of.Out.Packets);
                    to.TryWriteUInt64(of.Out.Discards);
                }),
        ];
    }

    private static ValueReport<MeteringTotals> Metering(CollectorOptions options, Func<MeteringTotals> metering) => new(
        Template(MeteringReliabilityId, 2, [new(ElementId.ObservationDomainId, 4), new(ElementId.MeteringProcessId, 4), new(ElementId.ObservedFlowTotalCount, 8),
            new(ElementId.IgnoredPacketTotalCount, 8), new(ElementId.IgnoredOctetTotalCount, 8),
            new(ElementId.ObservationTimeMilliseconds, 8), new(ElementId.ObservationTimeMilliseconds, 8)]),
        () => [metering()],
        (MeteringTotals totals, ref WireWriter to) =>
        {
            to.TryWriteUInt32(options.ObservationDomainId);
            to.TryWriteUInt32(ProcessId);
            to.TryWriteUInt64((ulong)totals.ObservedFlows);
            to.TryWriteUInt64((ulong)totals.IgnoredPackets);
            to.TryWriteUInt64((ulong)totals.IgnoredOctets);
            WriteTime(ref to, totals.FirstIgnored);
            WriteTime(ref to, totals.LastIgnored);
        });

    private static ValueReport<SamplerState> Samplers(
        ushort id, ushort firstElement, ushort secondElement, Func<IReadOnlyList<SamplerState>> samplers, bool systematic) => new(
        Template(id, 1, [new(ElementId.SelectorId, 8), new(ElementId.SelectorAlgorithm, 2), new(firstElement, 4), new(secondElement, 4)]),
        () => [.. samplers().Where(sampler => sampler.Method == SamplingMethod.Systematic == systematic)],
        (SamplerState sampler, ref WireWriter to) =>
        {
            to.TryWriteUInt64(sampler.Id);
            to.TryWriteUInt16((ushort)sampler.Method);
            to.TryWriteUInt32(1);
            to.TryWriteUInt32(systematic ? sampler.Rate - 1 : sampler.Rate);
        })
        { IsOfSamplers = true };

    private static ValueReport<NetworkInterface> Names(IInterfaceSource interfaces) => new(
        Template(InterfaceNameId, 1, [new(ElementId.IngressInterface, 4), new(ElementId.InterfaceName, FieldSpecifier.VariableLength),
            new(ElementId.InterfaceDescription, FieldSpecifier.VariableLength)]),
        interfaces.Read,
        (NetworkInterface of, ref WireWriter to) =>
        {
            to.TryWriteUInt32(of.Index);
            WriteText(ref to, of.Name);
            WriteText(ref to, of.Description);
        });

    // RFC 6759 section 4.3.
    private static ValueReport<ApplicationName> Names(Func<IReadOnlyList<ApplicationName>> applications) => new(
        Template(ApplicationNameId, 1, [new(ElementId.ApplicationId, 4), new(ElementId.ApplicationName, FieldSpecifier.VariableLength)]),
        applications,
        (ApplicationName of, ref WireWriter to) =>
        {
            to.TryWriteUInt32(of.Id);
            WriteText(ref to, of.Name);
        });

    private static TemplateRecord Template(ushort id, int scopes, FieldSpecifier[] fields) => new(id, fields, scopes);

    private static void WriteTime(ref WireWriter to, DateTimeOffset? time) => to.TryWriteUInt64((ulong)(time?.ToUnixTimeMilliseconds() ?? 0));

    private static void WriteText(ref WireWriter to, string text)
    {
        Span<byte> octets = stackalloc byte[MaxNameOctets];
        Encoding.UTF8.GetEncoder().Convert(text, octets, flush: true, out _, out int used, out _);
        VariableLengthField.TryWrite(ref to, octets[..used]);
    }
}
