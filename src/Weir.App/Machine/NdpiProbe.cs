using Weir.Exporter.Metering;

namespace Weir.App.Machine;

/// <summary>Looks for the library that classifies flows.</summary>
internal sealed class NdpiProbe : IMachineProbe
{
    public string Source => "applications";

    public MachineFinding Look() => MeteringProcess.ApplicationsProblem is { } problem ? new(false, problem) : new(true);
}
