using System.Collections.Frozen;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Hosting;

namespace Weir.App.Api.Assets;

/// <summary>
/// The console's pages, which the build puts into the program, each compressed once. What is named by its hash is kept by browsers for
/// ever; the page that names them is asked for each time, by its tag.
/// </summary>
internal sealed class EmbeddedPages
{
    private const string Prefix = "console/";
    private const string Compressed = ".gz";
    private const string Entry = "/index.html";

    private readonly FrozenDictionary<string, EmbeddedPage> _pages;

    private EmbeddedPages(FrozenDictionary<string, EmbeddedPage> pages) => _pages = pages;

    /// <summary>Whether the build had the pages.</summary>
    public bool AreThere => _pages.ContainsKey(Entry);

    public static EmbeddedPages Load()
    {
        var pages = new Dictionary<string, EmbeddedPage>(StringComparer.Ordinal);
        foreach (string resource in typeof(EmbeddedPages).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal) || !resource.EndsWith(Compressed, StringComparison.Ordinal)) continue;
            string path = "/" + resource[Prefix.Length..^Compressed.Length].Replace('\\', '/');
            pages.Add(path, EmbeddedPage.Load(path, resource));
        }

        return new(pages.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Serves a file, or the page for any path of the application itself.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        if (!AreThere) return ApiError.WriteAsync(context, StatusCodes.Status404NotFound, "this build has no pages: ./weir builds them (web/build); the API is at /api/v1");
        string path = context.Request.Path.Value ?? "/";
        if (!_pages.TryGetValue(path, out EmbeddedPage? page))
        {
            if (Path.HasExtension(path)) return ApiError.WriteAsync(context, StatusCodes.Status404NotFound, "there is no such file");
            page = _pages[Entry];
        }

        return WriteAsync(context, page);
    }

    private static async Task WriteAsync(HttpContext context, EmbeddedPage page)
    {
        HttpResponse response = context.Response;
        response.Headers.ETag = page.Tag;
        response.Headers.CacheControl = page.IsNamedByHash ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.Contains(page.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = page.ContentType;
        bool takesGzip = context.Request.Headers.AcceptEncoding.Any(static accepted => accepted?.Contains("gzip", StringComparison.OrdinalIgnoreCase) is true);
        if (takesGzip)
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = page.Gzip.Length;
            if (HttpMethods.IsGet(context.Request.Method)) await response.Body.WriteAsync(page.Gzip, context.RequestAborted);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method)) return;
        await using var plain = new GZipStream(new MemoryStream(page.Gzip, writable: false), CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, context.RequestAborted);
    }
}
