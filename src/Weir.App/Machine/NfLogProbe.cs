using Weir.Capture.NfLog;

namespace Weir.App.Machine;

/// <summary>Listens to the last group for a moment, which nobody's rules log to.</summary>
internal sealed class NfLogProbe : IMachineProbe
{
    public string Source => "nflog";

    public MachineFinding Look()
    {
        try
        {
            using NfLogSource source = NfLogSource.Open(new NfLogOptions { Group = ushort.MaxValue }, TimeProvider.System);
            return new(true, source.BufferOctets < source.Options.BufferOctets ? $"the kernel gives a buffer of {source.BufferOctets >> 10} KiB only" : "");
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }
}
