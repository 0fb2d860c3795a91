using Weir.Capture.Conntrack;

namespace Weir.App.Machine;

/// <summary>Looks at the connections there are, and asks for events for a moment.</summary>
internal sealed class ConntrackProbe : IMachineProbe
{
    public string Source => "conntrack";

    public MachineFinding Look()
    {
        try
        {
            List<string> missing = [];
            using ConntrackSource source = ConntrackSource.Open(new ConntrackOptions(), TimeProvider.System, missing.Add);
            return new(true, string.Join(". ", missing));
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }
}
