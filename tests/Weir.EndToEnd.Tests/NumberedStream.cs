using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Testing.Processes;
using Weir.Wire.Ipfix;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// A known stream of IPFIX messages: every record has a number of its own as its source address, so that what is missing and what is
/// there twice can be told. Each brings its template, so that any one of them decodes alone.
/// </summary>
internal sealed class NumberedStream : IDisposable
{
    public const int RecordsPerDatagram = 20;
    private const int DatagramsAtOnce = 4; // between pauses of a millisecond: some 75,000 records a second
    private const int FirstNumber = 0x0A000000;
    private const ushort TemplateId = 256;
    private const int RecordSize = 24;
    private const int TemplateSetSize = 4 + 4 + 4 * 4;
    private const int FirstRecord = IpfixHeader.Size + TemplateSetSize + IpfixSet.HeaderSize;
    private static readonly (ushort Element, ushort Length)[] Fields = [(8, 4), (12, 4), (1, 8), (2, 8)];

    private readonly NumberedSender _wire;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _sender;
    private volatile int _sent;
    private volatile int _connectedAt;

    /// <summary>Sends from now on.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="transport">How.</param>
    public NumberedStream(int port, NumberedTransport transport = NumberedTransport.Udp)
    {
        _wire = new(transport, port);
        _sender = new Thread(Send);
        _sender.Start();
    }

    /// <summary>Records sent so far.</summary>
    public int Sent => _sent;

    /// <summary>The first record on the last connection.</summary>
    public int ConnectedAt => _connectedAt;

    /// <summary>The numbers of the records of one datagram of the stream.</summary>
    public static IEnumerable<int> NumbersOf(byte[] datagram)
    {
        for (int at = FirstRecord; at + RecordSize <= datagram.Length; at += RecordSize)
            yield return BinaryPrimitives.ReadInt32BigEndian(datagram.AsSpan(at)) - FirstNumber;
    }

    /// <summary>The number of a record by its source address.</summary>
    public static int NumberOf(string address) => BinaryPrimitives.ReadInt32BigEndian(IPAddress.Parse(address).GetAddressBytes()) - FirstNumber;

    /// <summary>How often each number is in an archive: every record, as <c>weir archive export</c> writes them.</summary>
    public static NumberTally ArchivedIn(string archive)
    {
        var tally = new NumberTally();
        Read(archive, tally);
        return tally;
    }

    /// <summary>Adds the numbers in an archive to a tally.</summary>
    /// <param name="archive">Where it is.</param>
    /// <param name="tally">What they are added to.</param>
    /// <param name="since">Only records received at this time or later; by itself all.</param>
    public static void Read(string archive, NumberTally tally, DateTimeOffset? since = null)
    {
        string[] range = since is { } time ? ["--since", time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)] : [];
        int column = -1;
        ToolResult result = Tool.ReadLines(
            WeirProgram.Path,
            ["archive", "export", "--archive", archive, "--to", "-", "--format", "csv", .. range],
            line =>
            {
                string[] cells = line.Split(',');
                if (column < 0) Assert.NotEqual(-1, column = Array.IndexOf(cells, "src_addr"));
                else tally.Add(NumberOf(cells[column]));
            },
            TimeSpan.FromMinutes(5));
        Assert.True(result.ExitCode == 0, result.Error);
    }

    public void Stop()
    {
        _stop.Cancel();
        _sender.Join();
    }

    public void Dispose()
    {
        Stop();
        _wire.Dispose();
        _stop.Dispose();
    }

    private void Send()
    {
        byte[] message = new byte[FirstRecord + RecordsPerDatagram * RecordSize];
        while (!_stop.IsCancellationRequested)
        {
            Fill(message, _sent);
            try
            {
                if (_wire.Send(message)) _connectedAt = _sent;
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                // Nobody listens at the moment: the message is lost, as it is meant to be.
            }

            _sent += RecordsPerDatagram;
            if (_sent / RecordsPerDatagram % DatagramsAtOnce == 0) Thread.Sleep(1); // the rate
        }
    }

    private static void Fill(Span<byte> message, int first)
    {
        new IpfixHeader((ushort)message.Length, (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), (uint)first, 1).Write(message);
        int at = IpfixHeader.Size;
        Put16(message, ref at, IpfixSet.Template);
        Put16(message, ref at, TemplateSetSize);
        Put16(message, ref at, TemplateId);
        Put16(message, ref at, (ushort)Fields.Length);
        foreach ((ushort element, ushort length) in Fields)
        {
            Put16(message, ref at, element);
            Put16(message, ref at, length);
        }

        Put16(message, ref at, TemplateId);
        Put16(message, ref at, (ushort)(IpfixSet.HeaderSize + RecordsPerDatagram * RecordSize));
        for (int i = 0; i < RecordsPerDatagram; i++, at += RecordSize)
        {
            BinaryPrimitives.WriteInt32BigEndian(message[at..], FirstNumber + first + i);
            BinaryPrimitives.WriteInt32BigEndian(message[(at + 4)..], 0x0B000001);
            BinaryPrimitives.WriteInt64BigEndian(message[(at + 8)..], 1000);
            BinaryPrimitives.WriteInt64BigEndian(message[(at + 16)..], 1);
        }
    }

    private static void Put16(Span<byte> message, ref int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[at..], value);
        at += sizeof(ushort);
    }
}
