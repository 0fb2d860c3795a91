using Weir.Flows.Interfaces;

namespace Weir.Flows.Pipeline;

/// <summary>Takes counters of interfaces. A sink of flow records that is one too keeps both.</summary>
public interface ICounterSink
{
    /// <summary>Takes the counters of one interface.</summary>
    void Write(in CounterRecord counters);
}
