using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Sampling;

/// <summary>Tells the roles of fields.</summary>
internal static class SamplingRoles
{
    /// <summary>The role of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="isScope">Whether it is a scope field.</param>
    /// <param name="isNetFlowV9">Whether scope fields have the numbers of RFC 3954 section 6.1.</param>
    public static SamplingRole Of(FieldSpecifier field, bool isScope, bool isNetFlowV9)
    {
        if (field.EnterpriseNumber != 0) return SamplingRole.None;
        if (isScope && isNetFlowV9)
        {
            return field.ElementId switch
            {
                NetFlowV9Scope.System => SamplingRole.Exporter,
                NetFlowV9Scope.Interface => SamplingRole.Interface,
                NetFlowV9Scope.Template => SamplingRole.Template,
                _ => SamplingRole.None,
            };
        }

        return field.ElementId switch
        {
            ElementId.SamplerId or ElementId.SelectorId => SamplingRole.Selector,
            ElementId.SelectionSequenceId => SamplingRole.SelectionSequence,
            ElementId.IngressInterface or ElementId.EgressInterface when isScope => SamplingRole.Interface,
            ElementId.TemplateId when isScope => SamplingRole.Template,
            ElementId.ObservationDomainId when isScope => SamplingRole.Domain,
            ElementId.ExporterIPv4Address or ElementId.ExporterIPv6Address or ElementId.ExportingProcessId when isScope => SamplingRole.Exporter,
            ElementId.SamplingInterval or ElementId.SamplerRandomInterval => SamplingRole.Interval,
            ElementId.SamplingPacketInterval => SamplingRole.PacketInterval,
            ElementId.SamplingPacketSpace => SamplingRole.PacketSpace,
            ElementId.SamplingTimeInterval => SamplingRole.TimeInterval,
            ElementId.SamplingTimeSpace => SamplingRole.TimeSpace,
            ElementId.SamplingSize => SamplingRole.Size,
            ElementId.SamplingPopulation => SamplingRole.Population,
            ElementId.SamplingProbability => SamplingRole.Probability,
            _ => SamplingRole.None,
        };
    }
}
