namespace Weir.App.Operating;

/// <summary>Where the control socket is unless the configuration says otherwise.</summary>
internal static class ControlSocketPath
{
    /// <summary><c>$XDG_RUNTIME_DIR/weir.sock</c> for a user, <c>/run/weir/weir.sock</c> for the system.</summary>
    public static string Default { get; } =
        !Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } directory
            ? Path.Combine(directory, "weir.sock")
            : "/run/weir/weir.sock";
}
