using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;

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
}
