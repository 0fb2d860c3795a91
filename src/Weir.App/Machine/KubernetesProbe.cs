using Weir.Collector.Enriching.Kubernetes;

namespace Weir.App.Machine;

/// <summary>Asks the cluster that this is a container of for one pod.</summary>
internal sealed class KubernetesProbe : IMachineProbe
{
    /// <summary>People wait for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Source => "kubernetes";

    public MachineFinding Look()
    {
        try
        {
#pragma warning disable VSTHRD002 // There is no synchronization context that could wait for itself.
            Task.Run(static () => PodWatcher.TryOnceAsync(new KubernetesOptions { RequestTimeout = Patience }, CancellationToken.None)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            return new(true);
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }
}
