using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Audit;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.App.Operating;
using Weir.Query.Syntax;

namespace Weir.App.Api.Hosting;

/// <summary>Finds the endpoint of a request, asks whether who asks may, and turns what goes wrong there into an answer.</summary>
internal sealed class ApiRouter(IReadOnlyList<ApiEndpoint> endpoints, AccessControl access, TimeProvider clock, ILogger logger)
{
    /// <summary>Where the API is.</summary>
    public static readonly PathString Root = new("/api");

    private readonly FrozenDictionary<string, ApiEndpoint[]> _endpoints =
        endpoints.GroupBy(static endpoint => endpoint.Path).ToFrozenDictionary(static path => path.Key, static path => path.ToArray(), StringComparer.Ordinal);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        long begun = clock.GetTimestamp();
        (ApiEndpoint? Endpoint, Caller? Caller, ApiCall? Call) found = default;
        try
        {
            found.Caller = access.WhoIs(context);
            found.Endpoint = Find(context);
            access.Check(context.Request, found.Caller, found.Endpoint);
            found.Call = ApiCall.Of(context, found.Endpoint, found.Caller);
            await found.Endpoint.Answer(found.Call);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more.
        }
        catch (Exception failure)
        {
            await WriteAsync(context, failure);
        }

        if (found is ({ IsAudited: true } endpoint, { } caller, _) && IsWorthWriting(context.Response.StatusCode, caller, endpoint))
        {
            HttpRequest request = context.Request;
            string question = endpoint.IsReturn ? "" : Uri.UnescapeDataString(request.QueryString.Value ?? "");
            access.Audit?.Write(new(clock.GetUtcNow(), caller, request.Method, endpoint.Path, question, found.Call?.Outcome ?? context.Response.StatusCode, clock.GetElapsedTime(begun)) { Change = found.Call?.Change });
        }
    }

    // What a role does not allow is written down, too. What anybody could ask without end would drive out what was there before.
    private static bool IsWorthWriting(int status, Caller caller, ApiEndpoint endpoint) =>
        status != StatusCodes.Status429TooManyRequests && (status != StatusCodes.Status401Unauthorized || endpoint.Role == Role.None || caller.Role > Role.None);

    private ApiEndpoint Find(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (!_endpoints.TryGetValue(path, out ApiEndpoint[]? there))
            throw new AccessException(StatusCodes.Status404NotFound, $"there is no '{path}'{Suggestion.For(path, _endpoints.Keys)}; /api/v1/openapi.json lists what there is");
        string method = HttpMethods.IsHead(context.Request.Method) ? HttpMethods.Get : context.Request.Method;
        if (Array.Find(there, one => one.Method == method) is { } endpoint) return endpoint;
        string methods = string.Join(", ", there.Select(static one => one.Method));
        context.Response.Headers.Allow = methods;
        throw new AccessException(StatusCodes.Status405MethodNotAllowed, $"method {context.Request.Method}: want {methods}");
    }

    private Task WriteAsync(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case FilterException wrong: return ApiError.WriteAsync(context, StatusCodes.Status400BadRequest, $"filter: {wrong.Message}", wrong.Span);
            case UsageException wrong: return ApiError.WriteAsync(context, StatusCodes.Status400BadRequest, wrong.Message);
            case AccessException refused: return ApiError.WriteAsync(context, refused.Status, refused.Message, retryAfterSeconds: refused.RetryAfterSeconds);
            case TooManyException full: return ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, full.Message, retryAfterSeconds: 1);
            case TimeoutException late: return ApiError.WriteAsync(context, StatusCodes.Status504GatewayTimeout, late.Message);
            case RunException broken: return ApiError.WriteAsync(context, StatusCodes.Status500InternalServerError, broken.Message);
            default:
                // One request must not end the collector; the stack goes to the log, not to the browser.
                logger.LogApiDefect(failure, context.Request.Path.ToString());
                return ApiError.WriteAsync(context, StatusCodes.Status500InternalServerError, "this is a defect of Weir; its log has the details");
        }
    }
}
