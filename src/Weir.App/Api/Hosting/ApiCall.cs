using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Weir.App.Api.Access;
using Weir.App.Commands;
using Weir.Query.Syntax;

namespace Weir.App.Api.Hosting;

/// <summary>A request to an endpoint, with its parameters checked.</summary>
internal sealed class ApiCall
{
    // The default encoder also writes <, > and & as escapes: an answer shown as a page is no page.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.Default };

    private readonly ApiEndpoint _endpoint;

    private ApiCall(HttpContext context, ApiEndpoint endpoint, Caller caller)
    {
        Context = context;
        Caller = caller;
        _endpoint = endpoint;
    }

    public HttpContext Context { get; }

    /// <summary>Who asks; that they may was checked.</summary>
    public Caller Caller { get; }

    /// <summary>What was changed, of whom, for the audit log.</summary>
    public string? Change { get; set; }

    /// <summary>How it ended, for the audit log, where a browser is answered by being sent elsewhere; <see langword="null"/>: as the answer says.</summary>
    public int? Outcome { get; set; }

    /// <summary>Cancelled when who asked goes away.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <exception cref="UsageException">A parameter is not known, stands twice, or is none of what it may be.</exception>
    public static ApiCall Of(HttpContext context, ApiEndpoint endpoint, Caller caller)
    {
        if (endpoint.IsReturn) return new(context, endpoint, caller);
        foreach ((string name, StringValues values) in context.Request.Query)
        {
            ApiParameter parameter = endpoint.Parameters.FirstOrDefault(known => known.Name == name)
                ?? throw new UsageException($"unknown parameter '{name}'{Suggestion.For(name, endpoint.Parameters.Select(static known => known.Name))}");
            if (values is not [{ } value]) throw new UsageException($"{name} stands {values.Count} times");
            if (parameter.Words.Count > 0 && !parameter.Words.Contains(value, StringComparer.Ordinal))
                throw new UsageException($"{name} '{value}'{Suggestion.For(value, parameter.Words)}: want one of {string.Join(", ", parameter.Words)}");
        }

        return new(context, endpoint, caller);
    }

    /// <summary>What a parameter says, or its default.</summary>
    public string? Text(string name) => Context.Request.Query.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 } text]
        ? text
        : _endpoint.Parameters.First(parameter => parameter.Name == name).Default;

    /// <exception cref="UsageException">It is no number, or none of those it may be.</exception>
    public int Number(string name)
    {
        (int least, int largest) = _endpoint.Parameters.First(parameter => parameter.Name == name).Range!.Value;
        string text = Text(name)!;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= largest
            ? number
            : throw new UsageException($"{name} '{text}': want a number from {least} to {largest}");
    }

    /// <summary>What the body says: an object of texts, of the endpoint's own names.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public async Task<IReadOnlyDictionary<string, string>> BodyAsync()
    {
        // A form of another site's page cannot say this.
        if (!Context.Request.HasJsonContentType()) throw new UsageException("body: want a JSON object, and its type as application/json");
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(Context.Request.Body, new JsonDocumentOptions { MaxDepth = 4 }, Aborted);
            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (_endpoint.Body.All(known => known.Name != member.Name))
                    throw new UsageException($"unknown member '{member.Name}'{Suggestion.For(member.Name, _endpoint.Body.Select(static known => known.Name))}");
                if (!members.TryAdd(member.Name, member.Value.GetString() ?? "")) throw new UsageException($"{member.Name} stands twice");
            }

            return members;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new UsageException("body: want a JSON object of texts");
        }
        catch (BadHttpRequestException wrong)
        {
            throw new UsageException($"body: {wrong.Message}");
        }
    }

    /// <summary>Answers with a text.</summary>
    public async Task WriteTextAsync(string text, string type)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        Context.Response.ContentType = type;
        Context.Response.ContentLength = octets.Length;
        if (!HttpMethods.IsHead(Context.Request.Method)) await Context.Response.Body.WriteAsync(octets, Aborted);
    }

    /// <summary>Answers with nothing but that it is done.</summary>
    public Task WriteNothingAsync()
    {
        Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers with one JSON value.</summary>
    public async Task WriteJsonAsync(Action<Utf8JsonWriter> write)
    {
        using var octets = new MemoryStream();
        await using (var json = new Utf8JsonWriter(octets, JsonOptions)) write(json);
        Context.Response.ContentType = _endpoint.ContentType;
        Context.Response.ContentLength = octets.Length;
        if (!HttpMethods.IsHead(Context.Request.Method)) await Context.Response.Body.WriteAsync(octets.GetBuffer().AsMemory(0, (int)octets.Length), Aborted);
    }
}
