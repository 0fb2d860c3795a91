using System.CommandLine;
using Weir.App.Commands;
using Weir.Testing;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api;

/// <summary>What <c>weir VERB --server</c> prints is what <c>weir VERB --archive</c> prints.</summary>
public sealed class ReportTests(GuardedConsole console) : IClassFixture<GuardedConsole>
{
    private static readonly string[] Hour = ["--since", "2026-11-20T08:00:00Z", "--until", "2026-11-20T09:00:00Z"];

    public static TheoryData<string> Questions =>
    [
        "top", "top --by src_addr/24,dst_port --measures bytes,packets,bps --order packets -n 5", "top --by application_name tcp or udp", "top --by proto --compare", "top --no-scale --with-duplicates src net 10.0.0.0/8",
        "series --by proto --bucket 5m", "series --measure packets", "flows -n 7", "flows --columns src_addr,bytes --order bytes --ascending", "pairs --ports", "matrix --rows src_addr/24 --across proto --columns 3",
        "count --of src_addr,dst_port --by proto --exact", "percentile --by src_addr/24 -p 90", "percentile", "top --by proto dst_port in [100 200] and not proto udp",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Every_format_is_the_same_octet_by_octet(string question)
    {
        foreach (string format in (string[])["table", "json", "ndjson", "csv"])
        {
            string[] words = [.. question.Split(' '), "--format", format, .. Hour];
            (int here, string local) = await RunAsync([.. words, "--archive", console.Archive]);
            (int there, string remote) = await RunAsync([.. words, "--server", console.Address.ToString(), "--token", console.Tokens["bob"]]);

            Assert.Equal((0, 0), (here, there));
            // Of no rows there are no lines.
            Assert.True(local.Length > 0 || format == "ndjson");
            Assert.Equal(local, remote);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_as_it_is_here()
    {
        foreach (string[] question in (string[][])[["top", "--by", "src_adr"], ["top", "src", "prot", "80"], ["series", "--bucket", "soon"], ["flows", "--since", "someday"]])
        {
            UsageException here = await Assert.ThrowsAsync<UsageException>(() => RunAsync([.. question, "--archive", console.Archive]));
            UsageException there = await Assert.ThrowsAsync<UsageException>(() => RunAsync([.. question, "--server", console.Address.ToString(), "--token", console.Tokens["bob"]]));

            Assert.Equal(here.Message, there.Message);
        }
    }

    [Theory]
    [InlineData("top --memory 1G", "--memory does not go with --server")]
    [InlineData("series --plot x.svg", "--plot does not go with --server")]
    [InlineData("flows --follow", "--follow does not go with --server")]
    [InlineData("top --archive x", "--archive does not go with --server")]
    [InlineData("top -n 20000", "number '20000': want 1 to 10000")]
    public async Task What_is_of_one_machine_is_not_asked_of_another(string question, string expected)
    {
        UsageException wrong = await Assert.ThrowsAsync<UsageException>(() => RunAsync([.. question.Split(' '), "--server", console.Address.ToString(), "--token", console.Tokens["bob"]]));

        Assert.Equal(expected, wrong.Message);
    }

    [Fact]
    public async Task A_viewers_report_is_coarse_and_does_not_say_how_it_was_made()
    {
        string[] server = ["--server", console.Address.ToString(), "--token", console.Tokens["eve"]];
        (_, string shown) = await RunAsync(["top", "--by", "src_addr", "-n", "100", "--format", "csv", .. Hour, .. server]);

        Assert.Contains("10.0.1.0,", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.1.1,", shown, StringComparison.Ordinal);
        RunException refused = await Assert.ThrowsAsync<RunException>(() => RunAsync(["top", "--explain", .. server]));
        Assert.Contains("that is an analyst's", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RunException>(() => RunAsync(["counters", .. server]));
        await Assert.ThrowsAsync<RunException>(() => RunAsync(["exporters", .. server]));
        Assert.Equal(0, (await RunAsync(["exporters", .. server[..3], console.Tokens["bob"]])).Code);
        Assert.Equal(0, (await RunAsync(["top", "--explain", .. server[..3], console.Tokens["bob"]])).Code);
    }

    [Fact]
    public async Task Without_a_token_or_with_a_wrong_one_and_where_nobody_answers_there_is_one_line()
    {
        RunException none = await Assert.ThrowsAsync<RunException>(() => RunAsync(["top", "--server", console.Address.ToString()]));
        RunException wrong = await Assert.ThrowsAsync<RunException>(() => RunAsync(["top", "--server", console.Address.ToString(), "--token", "weir_0"]));
        RunException nobody = await Assert.ThrowsAsync<RunException>(() => RunAsync(["top", "--server", $"http://127.0.0.1:{ConsoleFixture.FreePort()}/"]));

        Assert.Equal($"{console.Address}: sign in, or show a token", none.Message);
        Assert.Equal($"{console.Address}: the token is none, or no more", wrong.Message);
        Assert.Contains("cannot be asked: Connection refused", nobody.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() => RunAsync(["top", "--server", "collector"]));
    }

    [Fact]
    public async Task By_https_the_server_is_one_that_the_authority_signed()
    {
        using var certificates = new TestCertificates();
        (string certificate, string key) = certificates.Issue();
        await using var secure = new GuardedConsole();
        await secure.StartAsync(static access => access, options => options with { Certificate = certificate, Key = key });
        string[] server = ["--server", secure.Address.ToString(), "--token", secure.Tokens["bob"]];

        Assert.Equal(await RunAsync(["top", .. Hour, "--archive", secure.Archive]), await RunAsync(["top", .. Hour, .. server, "--ca", certificates.CaFile]));
        RunException refused = await Assert.ThrowsAsync<RunException>(() => RunAsync(["top", .. server]));
        Assert.Contains("certificate", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] words)
    {
        using var output = new StringWriter();
        ParseResult line = WeirCommand.Create(words).Parse(words, WeirCommand.Parsing);
        if (line.Errors.Count > 0) throw new UsageException(line.Errors[0].Message);
        int code = await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output }, Cancellation);
        return (code, output.ToString());
    }
}
