using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Weir.App.Api.Assets;
using Weir.App.Api.Hosting;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.App.Tests.Api;

/// <summary>What the console lets in, and what it says with every answer.</summary>
public sealed class ConsoleServerTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:9999", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task Only_the_own_names_are_served(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/fields");
        request.Headers.Host = host;
        using HttpResponseMessage response = await console.Client.SendAsync(request, Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Other_sites_may_link_here_but_not_ask()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("api/v1/fields", "cross-site"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("api/v1/fields", "same-origin"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync("explore", "cross-site"));
    }

    [Fact]
    public async Task Nothing_is_taken_but_questions()
    {
        using HttpResponseMessage response = await console.Client.PostAsync(new Uri("api/v1/top", UriKind.Relative), null, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api/v1/fields")]
    [InlineData("api/v1/nothing")]
    public async Task Every_answer_says_what_a_browser_must_not_do(string path)
    {
        using HttpResponseMessage response = await console.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal([SecurityHeaders.ContentPolicy], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_is_asked_for_each_time_by_its_tag_and_what_it_names_by_hash_is_kept()
    {
        Assert.SkipUnless(EmbeddedPages.Load().AreThere, "the pages are not in this build: web/build/run, and build again");
        using HttpResponseMessage page = await console.Client.GetAsync(new Uri("explore?by=proto", UriKind.Relative), Cancellation);
        string html = await page.Content.ReadAsStringAsync(Cancellation);
        string script = html.Split("src=\"/")[1].Split('"')[0];
        using var again = new HttpRequestMessage(HttpMethod.Get, "");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage unchanged = await console.Client.SendAsync(again, Cancellation);
        using HttpResponseMessage plain = await console.Client.GetAsync(new Uri(script, UriKind.Relative), Cancellation);
        using var compressed = new HttpRequestMessage(HttpMethod.Get, script);
        compressed.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using HttpResponseMessage packed = await console.Client.SendAsync(compressed, Cancellation);

        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(TimeSpan.FromDays(365), plain.Headers.CacheControl!.MaxAge);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var octets = new MemoryStream();
        await unpacked.CopyToAsync(octets, Cancellation);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(Cancellation), octets.ToArray());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("assets/none.js", "same-origin"));
    }

    [Fact]
    public async Task The_description_has_every_endpoint_with_its_parameters()
    {
        JsonElement paths = (await console.AskAsync("openapi.json")).GetProperty("paths");

        Assert.Equal(
            ["archive", "attention", "audit", "configuration", "counters", "counters/series", "exporters", "fields", "filter/check", "filter/complete", "flows", "indicators", "interfaces", "live", "matrix", "me", "openapi.json", "password", "report/count", "report/counters", "report/exporters", "report/flows", "report/matrix", "report/pairs", "report/percentile", "report/series", "report/top", "series", "series/explain", "session", "sign-on", "sign-on/callback", "status", "templates", "tokens", "top", "users", "views"],
            paths.EnumerateObject().Select(static path => path.Name["/api/v1/".Length..]).Order(StringComparer.Ordinal));
        JsonElement top = paths.GetProperty("/api/v1/top").GetProperty("get");
        Assert.Equal(["by", "measures", "order", "n", "since", "until", "filter"], top.GetProperty("parameters").EnumerateArray().Select(static parameter => parameter.GetProperty("name").GetString()));
        Assert.Equal(10_000, top.GetProperty("parameters")[3].GetProperty("schema").GetProperty("maximum").GetInt32());
    }

    [Fact]
    public async Task Who_looks_on_sees_records_as_they_come_and_markup_in_them_is_escaped()
    {
        using var client = new HttpClient { BaseAddress = console.Client.BaseAddress };
        await using Stream stream = await client.GetStreamAsync(new Uri("api/v1/live", UriKind.Relative), Cancellation);
        using var reader = new StreamReader(stream);
        var batch = new FlowBatch();
        batch.Set(FlowColumns.TimeReceivedNs, 0, ConsoleFixture.Start);
        batch.Set(FlowColumns.DstPort, 0, (ushort)4711);
        batch.Count = 1;

        Assert.Equal("event: tick", await reader.ReadLineAsync(Cancellation));
        console.Live.See(batch);
        string seen;
        do seen = await reader.ReadLineAsync(Cancellation) ?? "";
        while (!seen.Contains("4711", StringComparison.Ordinal));
        using var tick = JsonDocument.Parse(seen["data: ".Length..]);
        Assert.Equal(4711, tick.RootElement.GetProperty("flows")[0].GetProperty("dst_port").GetInt32());
        string raw = await console.Client.GetStringAsync(new Uri($"api/v1/top?by=application_name&{ConsoleFixture.Hour}", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("<img", raw, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", site);
        using HttpResponseMessage response = await console.Client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
