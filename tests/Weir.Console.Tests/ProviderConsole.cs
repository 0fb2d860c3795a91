using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Console.Tests;

/// <summary>
/// The built program as a console at which people sign in by an OpenID provider, and that provider: <c>tests/peers/openid-provider.mjs</c>, which is npm's oidc-provider. Who is of the
/// group netops there is admin here, who is of noc analyst.
/// </summary>
internal sealed class ProviderConsole : IDisposable
{
    internal const string Name = "Example SSO";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly RunningTool _provider;
    private readonly RunningTool _console;

    internal ProviderConsole()
    {
        int port = RunningConsole.FreePort(SocketType.Stream, ProtocolType.Tcp), at = RunningConsole.FreePort(SocketType.Stream, ProtocolType.Tcp);
        Address = RunningConsole.At(port);
        _provider = RunningTool.Start("node", [RepositoryRoot.Path("tests/peers/openid-provider.mjs"), $"{at}", Address.ToString()]);
        _provider.WaitForText("openid provider at", Patience);
        File.WriteAllText(_directory["secret"], "a secret of the tests\n");
        File.WriteAllText(_directory["weir.conf"], $$"""
            flow-collect { listen 127.0.0.1:{{RunningConsole.FreePort(SocketType.Dgram, ProtocolType.Udp)}}; archive {{_directory["archive"]}}; }
            control { socket {{_directory["control"]}}; }
            console {
                listen 127.0.0.1:{{port}};
                auth {
                    users {{_directory["users.json"]}};
                    openid {
                        name "{{Name}}";
                        issuer http://127.0.0.1:{{at}};
                        client-id weir;
                        client-secret-file {{_directory["secret"]}};
                        role-claim groups;
                        analyst noc;
                        admin netops;
                    }
                }
            }
            """);
        _console = RunningTool.Start(RepositoryRoot.Path("artifacts/weir/weir"), ["run", "-c", _directory["weir.conf"]]);
        _console.WaitForText("console at", Patience);
    }

    internal Uri Address { get; }

    public void Dispose()
    {
        _console.Stop();
        _console.Dispose();
        _provider.Stop();
        _provider.Dispose();
        _directory.Dispose();
    }
}
