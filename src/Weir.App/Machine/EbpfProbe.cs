using Weir.Capture.Ebpf;

namespace Weir.App.Machine;

/// <summary>Loads the programs and watches sockets for a moment, on no interface.</summary>
internal sealed class EbpfProbe : IMachineProbe
{
    public string Source => "ebpf";

    public MachineFinding Look()
    {
        try
        {
            List<string> missing = [];
            using EbpfSource source = EbpfSource.Open(new EbpfOptions { Interfaces = [] }, TimeProvider.System, missing.Add);
            return new(true, string.Join(". ", missing));
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }
}
