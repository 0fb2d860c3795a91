using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.App.Operating;
using Weir.Collector.Enriching.Networks;

namespace Weir.App.Composition;

/// <summary>A networks file that a command was given, and what is in force of it.</summary>
/// <param name="Options">The file.</param>
/// <param name="Networks">Its networks.</param>
internal sealed record LoadedNetworks(NetworksOptions Options, NetworkDirectory Networks)
{
    /// <summary>Reads the file again on SIGHUP, until disposed of; where it cannot be used the networks stay as they were.</summary>
    public IDisposable ReloadOnHangup(ILogger logger)
    {
        var gate = new Lock();
        logger.LogNetworks(Options.File, Networks.Current.Count);
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lock (gate)
            {
                try
                {
                    Networks.Load(Options);
                    logger.LogNetworks(Options.File, Networks.Current.Count);
                }
                catch (NetworksException wrong)
                {
                    logger.LogNetworksKept(wrong.Message);
                }
            }
        });
    }
}
