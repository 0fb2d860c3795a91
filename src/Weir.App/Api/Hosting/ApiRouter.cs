using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.App.Operating;
using Weir.Query.Syntax;

namespace Weir.App.Api.Hosting;

/// <summary>Finds the endpoint of a request, and turns what goes wrong there into an answer.</summary>
internal sealed class ApiRouter(IReadOnlyList<ApiEndpoint> endpoints, ILogger logger)
{
    /// <summary>Where the API is.</summary>
    public static readonly PathString Root = new("/api");

    private readonly FrozenDictionary<string, ApiEndpoint> _endpoints = endpoints.ToFrozenDictionary(static endpoint => endpoint.Path, StringComparer.Ordinal);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        string path = context.Request.Path.Value ?? "";
        if (!_endpoints.TryGetValue(path, out ApiEndpoint? endpoint))
        {
            await ApiError.WriteAsync(context, StatusCodes.Status404NotFound, $"there is no '{path}'{Suggestion.For(path, _endpoints.Keys)}; /api/v1/openapi.json lists what there is");
            return;
        }

        try
        {
            var call = ApiCall.Of(context, endpoint);
            await endpoint.Answer(call);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more.
        }
        catch (FilterException wrong)
        {
            await ApiError.WriteAsync(context, StatusCodes.Status400BadRequest, $"filter: {wrong.Message}", wrong.Span);
        }
        catch (UsageException wrong)
        {
            await ApiError.WriteAsync(context, StatusCodes.Status400BadRequest, wrong.Message);
        }
        catch (TooManyException full)
        {
            await ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, full.Message);
        }
        catch (TimeoutException late)
        {
            await ApiError.WriteAsync(context, StatusCodes.Status504GatewayTimeout, late.Message);
        }
        catch (RunException failure)
        {
            await ApiError.WriteAsync(context, StatusCodes.Status500InternalServerError, failure.Message);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            // One request must not end the collector; the stack goes to the log, not to the browser.
            logger.LogApiDefect(defect, path.ToString(CultureInfo.InvariantCulture));
            await ApiError.WriteAsync(context, StatusCodes.Status500InternalServerError, "this is a defect of Weir; its log has the details");
        }
    }
}
