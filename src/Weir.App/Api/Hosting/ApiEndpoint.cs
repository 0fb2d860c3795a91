namespace Weir.App.Api.Hosting;

/// <summary>One thing the API answers. Routing, checking of parameters and the OpenAPI document all come from these.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Summary">What it answers, in a line.</param>
/// <param name="Parameters">What it may be told.</param>
/// <param name="Answer">Answers.</param>
internal sealed record ApiEndpoint(string Path, string Summary, IReadOnlyList<ApiParameter> Parameters, Func<ApiCall, Task> Answer)
{
    public const string Version = "/api/v1";

    /// <summary>Media type of the answer.</summary>
    public string ContentType { get; init; } = "application/json";
}
