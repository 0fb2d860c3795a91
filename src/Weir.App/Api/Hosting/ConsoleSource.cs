using Weir.App.Api.Live;
using Weir.App.Operating;

namespace Weir.App.Api.Hosting;

/// <summary>What a console shows: an archive, and what runs, where something does. Both may change while it is served.</summary>
/// <param name="Archive">Directory of the archive; <see langword="null"/> where nothing is archived.</param>
/// <param name="Status">What runs; <see langword="null"/> where the console only shows an archive.</param>
/// <param name="Live">The last records; <see langword="null"/> where none can come.</param>
internal sealed record ConsoleSource(Func<string?> Archive, Func<OperatingStatus>? Status = null, LiveFeed? Live = null)
{
    /// <summary>The configuration in effect without its secrets; <see langword="null"/> where no configuration file runs.</summary>
    public Func<string?>? Configuration { get; init; }
}
