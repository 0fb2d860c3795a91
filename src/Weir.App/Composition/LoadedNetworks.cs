using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.App.Operating;
using Weir.Collector.Enriching.Networks;

namespace Weir.App.Composition;

/// <summary>Networks files that a command was given, and what is in force of them.</summary>
/// <param name="Options">The files.</param>
/// <param name="Networks">Their networks.</param>
internal sealed record LoadedNetworks(NetworksOptions Options, NetworkDirectory Networks)
{
    /// <summary>Reads the files again on SIGHUP, until disposed of; where one cannot be used the networks stay as they were.</summary>
    public IDisposable ReloadOnHangup(ILogger logger)
    {
        var gate = new Lock();
        logger.LogNetworks(Options.Names, Networks.Current.Count);
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lock (gate)
            {
                try
                {
                    Networks.Load(Options);
                    logger.LogNetworks(Options.Names, Networks.Current.Count);
                }
                catch (NetworksException wrong)
                {
                    logger.LogNetworksKept(wrong.Message);
                }
            }
        });
    }
}
