namespace Weir.App.Machine;

/// <summary>Finds out whether one source of packets or flows works on this machine, for <c>weir check --machine</c>.</summary>
internal interface IMachineProbe
{
    /// <summary>Name of the source, as the configuration or an option calls it.</summary>
    string Source { get; }

    /// <summary>Tries it, and leaves the machine as it was.</summary>
    MachineFinding Look();
}

/// <summary>What a probe found.</summary>
/// <param name="Works">Whether the source can be used.</param>
/// <param name="Detail">Where it cannot: what is missing and how to get it. Where it can: what it would need for more, empty where that is nothing.</param>
internal sealed record MachineFinding(bool Works, string Detail = "");
