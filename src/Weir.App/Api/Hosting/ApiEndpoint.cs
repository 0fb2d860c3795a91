using Weir.App.Api.Access;

namespace Weir.App.Api.Hosting;

/// <summary>One thing the API answers. Routing, checking of parameters and of who asks, and the OpenAPI document all come from these.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Role">Who may ask; a viewer's questions are answered from records made coarse, which the endpoint has to see to where it does not ask the archive.</param>
/// <param name="Summary">What it answers, in a line.</param>
/// <param name="Parameters">What it may be told.</param>
/// <param name="Answer">Answers.</param>
internal sealed record ApiEndpoint(string Path, Role Role, string Summary, IReadOnlyList<ApiParameter> Parameters, Func<ApiCall, Task> Answer)
{
    public const string Version = "/api/v1";

    /// <summary>GET asks; POST makes, PATCH changes and DELETE removes something, told by a JSON object in the body.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Media type of the answer.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The members of the body, for the description; empty where there is none.</summary>
    public IReadOnlyList<ApiParameter> Body { get; init; } = [];

    /// <summary>Whether another site sends people here, with what it has to say: its parameters are its own, and are written down nowhere.</summary>
    public bool IsReturn { get; init; }

    /// <summary>Whether it is written down who asked; not of what tells nothing of anybody's traffic.</summary>
    public bool IsAudited { get; init; } = true;
}
