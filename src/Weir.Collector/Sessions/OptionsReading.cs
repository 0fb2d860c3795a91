using Weir.Collector.Decoding.Counters;
using Weir.Collector.Sessions.Applications;
using Weir.Collector.Sessions.Interfaces;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>What the records of one options template are read for; each is <see langword="null"/> where they say nothing of it.</summary>
/// <param name="Sampling">Sampling rates.</param>
/// <param name="Applications">Names of applications.</param>
/// <param name="Interfaces">Names of interfaces.</param>
/// <param name="Counters">Counters of interfaces.</param>
internal sealed record OptionsReading(SamplingTemplate? Sampling, ApplicationTemplate? Applications, InterfaceTemplate? Interfaces, CounterTemplate? Counters)
{
    /// <summary>Compiles an options template.</summary>
    public static OptionsReading Compile(TemplateLayout layout, bool isNetFlowV9) => new(
        SamplingTemplate.TryCompile(layout, isNetFlowV9), ApplicationTemplate.TryCompile(layout, isNetFlowV9), InterfaceTemplate.TryCompile(layout, isNetFlowV9), CounterTemplate.TryCompile(layout, isNetFlowV9));
}
