using System.Globalization;

namespace Weir.Capture.Conntrack;

/// <summary>The settings of connection tracking in the calling thread's network namespace (nf_conntrack-sysctl).</summary>
internal static class ConntrackSysctls
{
    private const string Directory = "/proc/sys/net/netfilter/";

    /// <summary>Whether packets and octets are counted; of connections that begin from then on.</summary>
    public const string Accounting = "nf_conntrack_acct";

    /// <summary>Whether begin and end have times; of connections that begin from then on.</summary>
    public const string Timestamps = "nf_conntrack_timestamp";

    /// <summary>Whether there are events: 0 no, 1 yes, 2 of connections that begin while somebody listens.</summary>
    public const string Events = "nf_conntrack_events";

    /// <summary>What a setting is; <see langword="null"/> where the kernel does not have it.</summary>
    public static int? Read(string name)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Directory + name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sets those that are off, where asked to, and says what stays missing.</summary>
    /// <param name="isToSet">Whether to set them.</param>
    /// <param name="withEvents">Whether events are wanted.</param>
    /// <param name="say">Takes a line for each that is missing.</param>
    public static void Prepare(bool isToSet, bool withEvents, Action<string> say)
    {
        Prepare(Accounting, "packets and octets are not counted, so there are no records", isToSet, say);
        Prepare(Timestamps, "connections have no times of their own, so a flow begins with the look before it", isToSet, say);
        if (withEvents) Prepare(Events, "ends of connections are not told, so short ones are missed", isToSet, say);
    }

    private static void Prepare(string name, string consequence, bool isToSet, Action<string> say)
    {
        if (Read(name) != 0) return;
        string refusal = "";
        if (isToSet)
        {
            if (TrySet(name, out refusal)) return;
            refusal = $" (cannot be set: {refusal})";
        }

        say($"conntrack: {consequence}; set it with 'sysctl -w net.netfilter.{name}=1' or set-sysctls before connections begin{refusal}");
    }

    private static bool TrySet(string name, out string refusal)
    {
        refusal = "";
        try
        {
            File.WriteAllText(Directory + name, "1");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            refusal = failure.Message;
            return false;
        }
    }
}
