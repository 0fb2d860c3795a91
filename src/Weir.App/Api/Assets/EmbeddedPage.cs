using System.Security.Cryptography;

namespace Weir.App.Api.Assets;

/// <summary>One file of the console.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Gzip">Its octets, compressed.</param>
/// <param name="Tag">Its entity tag.</param>
/// <param name="IsNamedByHash">Whether another content would have another name.</param>
internal sealed record EmbeddedPage(string ContentType, byte[] Gzip, string Tag, bool IsNamedByHash)
{
    public static EmbeddedPage Load(string path, string resource)
    {
        using Stream stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(resource)!;
        byte[] octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 12))}\"";
        return new(TypeOf(Path.GetExtension(path)), octets, tag, path.StartsWith("/assets/", StringComparison.Ordinal));
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        ".json" or ".webmanifest" => "application/json",
        _ => "application/octet-stream",
    };
}
