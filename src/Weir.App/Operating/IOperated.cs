using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>A running exporter that can be asked and steered over the control socket: <c>weir run</c>, or <c>weir export --control</c>.</summary>
internal interface IOperated
{
    /// <summary>What runs and what it counted.</summary>
    OperatingStatus Status { get; }

    DateTimeOffset Now { get; }

    /// <summary>What meters packets now.</summary>
    IReadOnlyList<IMeter> Meters { get; }

    /// <summary>Sends the templates again with the next messages.</summary>
    void RepeatTemplates();

    /// <summary>Begins the end.</summary>
    void Shutdown();
}

/// <summary>One metering process.</summary>
internal interface IMeter
{
    /// <summary>The interface.</summary>
    string Name { get; }

    /// <summary>Whether packets count, rather than being thrown away.</summary>
    bool IsGathering { get; set; }

    /// <summary>Asks the metering thread for something of its table.</summary>
    /// <returns>The answer; <see langword="null"/> where nothing is metered now or no answer came in time.</returns>
    Task<T?> AskAsync<T>(Func<FlowTable, T> question)
        where T : class;

    /// <summary>A sink of this meter's records whose readers are to know what they name: for questions to the table.</summary>
    IFlowSink Naming(IFlowSink sink);
}
