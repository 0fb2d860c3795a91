using Weir.Exporter.Metering.Applications;
using Weir.Flows.Interfaces;
using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting.Options;

/// <summary>
/// The options records of NetFlow v9 (RFC 3954 section 6.1), by the field types of its section 8: what was exported (40 to 42), sampling (34, 35),
/// interface names (82, 83), applications (95, 96), interface counters (85, 86 and the direction 61). It has none for what was lost.
/// </summary>
internal static class NetFlowV9Reports
{
    public const ushort ExportingStatisticsId = 258, SamplerId = 261, InterfaceNameId = 263, CountersId = 264, ApplicationNameId = 266;

    private const int NameLength = 32;
    private const int DescriptionLength = 64;
    private const byte Deterministic = 1, Random = 2;

    /// <summary>Those that go out with the templates.</summary>
    public static OptionsReport[] Of(ExportingMetrics metrics, ReportSources sources)
    {
        List<OptionsReport> reports = [];
        if (sources.Exporting)
        {
            ExportingMetrics[] own = [metrics];
            reports.Add(new ValueReport<ExportingMetrics>(
                OfSystem(ExportingStatisticsId, new(ElementId.ExportedOctetTotalCount, 8), new(ElementId.ExportedMessageTotalCount, 8), new(ElementId.ExportedFlowRecordTotalCount, 8)),
                () => own,
                (ExportingMetrics sent, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(0);
                    to.TryWriteUInt64((ulong)sent.BytesSent);
                    to.TryWriteUInt64((ulong)sent.DatagramsSent);
                    to.TryWriteUInt64((ulong)(sent.Records - sent.NotSentRecords));
                }));
        }

        if (sources.Samplers is { } samplers)
        {
            reports.Add(new ValueReport<SamplerState>(
                OfSystem(SamplerId, new(ElementId.SamplingInterval, 4), new(ElementId.SamplingAlgorithm, 1)),
                samplers,
                (SamplerState sampler, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(0);
                    to.TryWriteUInt32(sampler.Rate);
                    to.TryWriteByte(sampler.Method == SamplingMethod.Systematic ? Deterministic : Random);
                })
            { IsOfSamplers = true });
        }

        if (sources.Interfaces is { } interfaces)
        {
            reports.Add(new ValueReport<NetworkInterface>(
                OfInterface(InterfaceNameId, new(ElementId.InterfaceName, NameLength), new(ElementId.InterfaceDescription, DescriptionLength)),
                interfaces.Read,
                (NetworkInterface of, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(of.Index);
                    WriteFixedText(ref to, of.Name, NameLength);
                    WriteFixedText(ref to, of.Description, DescriptionLength);
                }));
        }

        if (sources.Applications is { } applications)
        {
            reports.Add(new ValueReport<ApplicationName>(
                OfSystem(ApplicationNameId, new(ElementId.ApplicationId, 4), new(ElementId.ApplicationName, NameLength)),
                applications,
                (ApplicationName of, ref WireWriter to) =>
                {
                    to.TryWriteUInt32(0);
                    to.TryWriteUInt32(of.Id);
                    WriteFixedText(ref to, of.Name, NameLength);
                }));
        }

        return [.. reports];
    }

    /// <summary>Interface counters, sent when they are polled: a record of each direction. Octets are those of layer 2, as the system counts them.</summary>
    public static OptionsReport[] OfInterfaces()
    {
        TemplateRecord template = OfInterface(CountersId, new(ElementId.FlowDirection, 1), new(ElementId.OctetTotalCount, 8), new(ElementId.PacketTotalCount, 8));
        return
        [
            new CountersReport(template, (NetworkInterface of, ref WireWriter to) => WriteCounters(of.Index, 0, of.In, ref to)),
            new CountersReport(template, (NetworkInterface of, ref WireWriter to) => WriteCounters(of.Index, 1, of.Out, ref to)),
        ];
    }

    private static void WriteCounters(uint index, byte direction, TrafficCounters counters, ref WireWriter to)
    {
        to.TryWriteUInt32(index);
        to.TryWriteByte(direction);
        to.TryWriteUInt64(counters.Octets);
        to.TryWriteUInt64(counters.Packets);
    }

    private static void WriteFixedText(ref WireWriter writer, string text, int length)
    {
        if (!writer.TryReserve(length, out Span<byte> octets)) return;
        octets.Clear();
        System.Text.Encoding.UTF8.GetEncoder().Convert(text, octets, flush: true, out _, out _, out _);
    }

    private static TemplateRecord OfSystem(ushort id, params FieldSpecifier[] fields) => new(id, [new(NetFlowV9Scope.System, 4), .. fields], 1);

    private static TemplateRecord OfInterface(ushort id, params FieldSpecifier[] fields) => new(id, [new(NetFlowV9Scope.Interface, 4), .. fields], 1);
}
