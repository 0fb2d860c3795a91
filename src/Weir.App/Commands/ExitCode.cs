using Weir.Capture.Filtering;

namespace Weir.App.Commands;

/// <summary>What the process answers with.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something failed while running.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The code for a failure whose message is meant for the user; <see langword="null"/> for a defect, whose stack must be seen.</summary>
    public static int? Of(Exception failure) => failure switch
    {
        UsageException or FilterException => Usage,
        RunException or IOException or UnauthorizedAccessException or OperationCanceledException => Failed,
        _ => null,
    };
}

/// <summary>The user asked for something that cannot be: the message says what would be right.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Something failed while running: the message says what and where in one line.</summary>
internal sealed class RunException(string message) : Exception(message);
