using System.Collections.Concurrent;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Api.Views;

namespace Weir.App.Api.Endpoints;

/// <summary>What endpoints answer from.</summary>
/// <param name="Source">The archive, and what runs.</param>
/// <param name="Options">The console's limits.</param>
/// <param name="Desk">Where the archive is asked.</param>
/// <param name="Access">Who may ask.</param>
/// <param name="Clock">Tells the time.</param>
/// <param name="Stop">Ends answers that go on.</param>
internal sealed record EndpointServices(ConsoleSource Source, ConsoleOptions Options, QuestionDesk Desk, AccessControl Access, TimeProvider Clock, CancellationToken Stop)
{
    /// <summary>Which records: the same for every question.</summary>
    public RecordParameters Records { get; } = new(Clock);

    /// <summary>Where views are saved; <see langword="null"/> where no place is said and nothing is archived.</summary>
    public ViewFile? Views => (Options.Views ?? (Source.Archive() is { } archive ? Path.Combine(archive, UsualViews) : null)) is { } path ? _views.GetOrAdd(path, one => new(one, Options.MaxViews)) : null;

    private const string UsualViews = "console-views.json";

    // The configuration may have another archive by now.
    private readonly ConcurrentDictionary<string, ViewFile> _views = new(StringComparer.Ordinal);
}
