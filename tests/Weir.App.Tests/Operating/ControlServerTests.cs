using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.App.Commands;
using Weir.App.Operating;
using Weir.Testing;

namespace Weir.App.Tests.Operating;

/// <summary>The control socket: who may use it, and what it answers to good and bad requests.</summary>
public sealed class ControlServerTests
{
    [Fact]
    public async Task A_request_is_answered_and_the_connection_ends()
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], Echo);

        Assert.Equal("{\"result\":\"show flows of lab, 7\"}\n", await AskAsync(directory["s"], new ControlRequest("show flows", "lab", 7).ToLine()));
        Assert.Equal("{\"error\":\"no\"}\n", await AskAsync(directory["s"], new ControlRequest("fail").ToLine()));
        Assert.StartsWith("{\"error\":\"throw failed", await AskAsync(directory["s"], new ControlRequest("throw").ToLine()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("{\"command\":5}\n")]
    [InlineData("{\"command\":\"a\",\"more\":1}\n")]
    [InlineData("{\"command\":\"\\ud800\"}\n")]
    [InlineData("{\"command\":{\"a\":{\"b\":1}}}\n")]
    public async Task What_is_no_request_is_told_so(string line)
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], Echo);

        Assert.Equal("{\"error\":\"this is not a request\"}\n", await AskAsync(directory["s"], Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], Echo);

        Assert.Equal("{\"error\":\"want one line of JSON\"}\n", await AskAsync(directory["s"], new byte[ControlRequest.MaxOctets]));
    }

    [Fact]
    public async Task Only_the_owner_may_use_it_and_it_goes_with_the_server()
    {
        using var directory = new TemporaryDirectory();
        await using (ControlServer.Start(directory["s"], Echo))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(directory["s"]));
            Assert.Throws<RunException>(() => ControlServer.Start(directory["s"], Echo));
        }

        Assert.False(File.Exists(directory["s"]));
    }

    [Fact]
    public async Task What_a_killed_process_left_is_replaced_and_a_file_is_not()
    {
        using var directory = new TemporaryDirectory();
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            left.Bind(new UnixDomainSocketEndPoint(directory["s"]));
        await File.WriteAllTextAsync(directory["file"], "precious", TestContext.Current.CancellationToken);

        await using ControlServer server = ControlServer.Start(directory["s"], Echo);
        Assert.Throws<RunException>(() => ControlServer.Start(directory["file"], Echo));

        Assert.Equal("precious", await File.ReadAllTextAsync(directory["file"], TestContext.Current.CancellationToken));
    }

    private static Task<string?> Echo(ControlRequest request, Utf8JsonWriter json)
    {
        if (request.Command == "throw") throw new InvalidOperationException("thrown");
        if (request.Command == "fail") return Task.FromResult<string?>("no");
        json.WriteStringValue($"{request.Command} of {request.Name}, {request.Count}");
        return Task.FromResult<string?>(null);
    }

    private static async Task<string> AskAsync(string path, byte[] request)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        await socket.SendAsync(request, SocketFlags.None, cancellation);
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellation);
    }
}
