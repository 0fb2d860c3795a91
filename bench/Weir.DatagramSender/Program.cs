using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.DatagramSender;

// One end of a race of collectors: the datagrams of a capture, over and over, at a rate that is kept or said not to have been.
if (args.Length != 4 || !IPEndPoint.TryParse(args[1], out IPEndPoint? collector)
    || !double.TryParse(args[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) || !double.TryParse(args[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
{
    Console.Error.WriteLine("usage: Weir.DatagramSender CAPTURE ADDRESS:PORT DATAGRAMS-A-SECOND SECONDS");
    return 2;
}

const int Batch = 32;
using DatagramPool pool = DatagramPool.Read(args[0]);
if (pool.Count == 0)
{
    Console.Error.WriteLine($"{args[0]}: no UDP datagrams");
    return 1;
}

using var socket = new Socket(collector.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
socket.SendBufferSize = 8 << 20;
socket.Connect(collector);
var batch = new MessageBatch(Batch);
long total = (long)(rate * seconds), sent = 0;
int next = 0;
long started = Stopwatch.GetTimestamp();
while (sent < total)
{
    // A little at a time, so that the rate is even: what is due now, and no more than a batch.
    long due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate) + 1);
    if (sent >= due)
    {
        if (due - sent < rate / 20_000) Thread.SpinWait(200);
        continue;
    }

    int count = (int)Math.Min(Batch, due - sent);
    for (int i = 0; i < count; i++)
    {
        (nint address, int length) = pool[next];
        batch.Set(i, address, length);
        next = next + 1 == pool.Count ? 0 : next + 1;
    }

    batch.Send(socket.SafeHandle, count);
    sent += count;
}

double took = Stopwatch.GetElapsedTime(started).TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sent={sent} seconds={took:F2} rate={sent / took:F0} refused={batch.Refused}"));
return took > seconds * 1.02 ? 3 : 0;
