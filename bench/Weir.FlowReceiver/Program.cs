using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.FlowReceiver;
using Weir.Wire.Primitives;

// The other end of a live race: what comes to a UDP port, added up, and how late it is. Ends at SIGTERM or SIGINT, when nothing waits any more.
if (args.Length != 3 || !args.All(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
{
    Console.Error.WriteLine("usage: Weir.FlowReceiver PORT IDLE-TIMEOUT ACTIVE-TIMEOUT   (seconds, as the exporter has them)");
    return 2;
}

int[] numbers = [.. args.Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
ReceiveBuffer.Enlarge(socket);
socket.Bind(new IPEndPoint(IPAddress.Any, numbers[0]));
bool told = false;
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
var sums = new ArrivalSums(numbers[1], numbers[2]);
var decoder = new DatagramDecoder(sums);
byte[] message = new byte[ushort.MaxValue];
EndPoint from = new IPEndPoint(IPAddress.Any, 0);
Console.Error.WriteLine("listening");
while (!Volatile.Read(ref told) || socket.Available > 0)
{
    if (!socket.Poll(100_000, SelectMode.SelectRead))
    {
        decoder.Flush();
        continue;
    }

    int length = socket.ReceiveFrom(message, ref from);
    long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    var sender = (IPEndPoint)from;
    decoder.Accept(new ReceivedDatagram(now, IpAddress.From(sender.Address), (ushort)sender.Port, message.AsSpan(0, length)));
}

decoder.Flush();
long lost = decoder.Sessions.All.Sum(static session => session.Sequence.Lost);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"packets={sums.Packets} records={sums.Records} lost={lost} {sums.Lateness()}"));
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    Volatile.Write(ref told, true);
}
