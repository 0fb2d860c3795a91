using System.Net;
using Weir.App.Api.Access;

namespace Weir.App.Api.Hosting;

/// <summary>The section <c>console</c>: where the console is, and how much it may be asked.</summary>
/// <param name="Listen">An address of the loopback, where nobody is asked who they are.</param>
internal sealed record ConsoleOptions(IPEndPoint Listen)
{
    /// <summary>Questions to the archive at one time. Two: each uses all processors, and a slow one leaves a place for others.</summary>
    public int MaxQuestions { get; init; } = 2;

    /// <summary>Questions that may wait for a place; who comes later is refused. A page asks about eight at once: eight pages.</summary>
    public int MaxWaiting { get; init; } = 64;

    /// <summary>How long a question may take, waiting included. What people wait for without believing it broken.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory that one question may hold; <see langword="null"/>: its part of half the machine's, so that what collects has the other half.</summary>
    public long? QuestionMemoryBytes { get; init; }

    /// <summary>Octets that one question may hold.</summary>
    public long MemoryOfQuestion => QuestionMemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / MaxQuestions;

    /// <summary>Pages that may look on live at one time; each costs a connection and an answer a second.</summary>
    public int MaxWatchers { get; init; } = 64;

    /// <summary>File of saved views; <see langword="null"/>: <c>console-views.json</c> in the archive.</summary>
    public string? Views { get; init; }

    /// <summary>Saved views that there may be: a list that people find something in.</summary>
    public int MaxViews { get; init; } = 500;

    /// <summary>Who is asked who they are, and how; <see langword="null"/>: nobody is.</summary>
    public AccessOptions? Access { get; init; }

    /// <summary>Certificate for HTTPS, PEM, with those between it and a root; <see langword="null"/>: HTTP.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its key, PEM; by itself in the file of the certificate.</summary>
    public string? Key { get; init; }

    /// <summary>Why another address is refused.</summary>
    public const string OnlyLoopback = "without users the console asks nobody who they are, so it listens on the loopback only: want 127.0.0.1:8080 or [::1]:8080";

    /// <summary>Where a browser finds it.</summary>
    public Uri Address => new($"{(Certificate is null ? "http" : "https")}://{Listen}/");

    /// <summary>Whether passwords and answers would cross a network for anybody there to read.</summary>
    public bool IsReadable => Certificate is null && !IsOpen(Listen);

    /// <summary>Whether the address may be listened on without authentication.</summary>
    public static bool IsOpen(IPEndPoint listen) => IPAddress.IsLoopback(listen.Address);
}
