using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Testing.Messages;
using Weir.Wire.Templates;

namespace Weir.Console.Tests;

/// <summary>An exporter that names its application and its interface so that a page which took names for markup would run them.</summary>
internal static class HostileExporter
{
    /// <summary>Whom it claims to be: the address it sends from.</summary>
    public const string Address = "127.66.6.6";

    /// <summary>Runs where it is taken for markup.</summary>
    public const string Application = "<img src=x onerror=\"window.pwned=1\">";

    /// <inheritdoc cref="Application"/>
    public const string Interface = "'\"><script>window.pwned=1</script>";

    private const int VariableLength = 65535;

    /// <summary>Sends a flow and the name of its interface, by IPFIX (RFC 7011, RFC 5102 elements), and two sets that cannot be decoded.</summary>
    public static void Send(int port)
    {
        uint now = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        byte[] flows = TestMessages.Set(2, TestMessages.Template(400, new FieldSpecifier(8, 4), new FieldSpecifier(12, 4), new FieldSpecifier(1, 8), new FieldSpecifier(2, 8), new FieldSpecifier(4, 1), new FieldSpecifier(10, 4), new FieldSpecifier(96, VariableLength)));
        byte[] names = TestMessages.Set(3, TestMessages.IpfixOptions(401, 1, new FieldSpecifier(10, 4), new FieldSpecifier(82, VariableLength), new FieldSpecifier(83, VariableLength)));
        byte[] flow = TestMessages.Set(400, new Octets().Ip("192.0.2.66").Ip("192.0.2.67").U64(30_000_000, 30_000).U8(17).U32(7).U8(Encoding.UTF8.GetByteCount(Application)).Text(Application).ToArray());
        byte[] name = TestMessages.Set(401, new Octets().U32(7).U8(Encoding.UTF8.GetByteCount(Interface)).Text(Interface).U8(Encoding.UTF8.GetByteCount(Application)).Text(Application).ToArray());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
        // A set that RFC 7011 reserves, and data that nobody told the template of.
        socket.SendTo(TestMessages.Ipfix(now, 0, 66, flows, names, flow, name, TestMessages.Set(17, new byte[4]), TestMessages.Set(999, new byte[8])), new IPEndPoint(IPAddress.Loopback, port));
    }
}
