using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Weir.Flows.Dtls;

/// <summary>
/// OpenSSL's SSL with memory at both ends: datagrams are put in and taken out, and no socket is known here. One thread at a time.
/// A memory end knows no datagrams, so what comes out is cut at the records (RFC 6347 section 4.1), each of which goes alone:
/// <code>
/// | type 1 | version 2 | epoch 2 | sequence number 6 | length 2 | fragment
/// </code>
/// </summary>
public sealed unsafe class DtlsSession : IDisposable
{
    private const int RecordHeaderSize = 13;
    private const int RecordLengthOffset = 11;
    private const int LongestRecord = RecordHeaderSize + ushort.MaxValue;

    private readonly nint _ssl;
    private readonly nint _in;
    private readonly nint _out;
    private readonly Func<string, string> _refusal;
    private nint _peer; // which OpenSSL asks for and leaves empty: a memory end knows no addresses

    /// <param name="context">Certificates.</param>
    /// <param name="mtu">Octets of the longest datagram.</param>
    /// <param name="refusal">Words for a certificate that is refused, from the reason.</param>
    private DtlsSession(DtlsContext context, int mtu, Func<string, string> refusal)
    {
        OpenSsl.ClearErrors();
        _refusal = refusal;
        _ssl = OpenSsl.New(context.Handle);
        if (_ssl == 0) throw new DtlsException($"DTLS: {OpenSsl.TakeErrorText()}");
        _in = OpenSsl.NewBio(OpenSsl.MemoryBioMethod());
        _out = OpenSsl.NewBio(OpenSsl.MemoryBioMethod());
        OpenSsl.SetBio(_ssl, _in, _out);

        // An empty end means «later», not «the end».
        OpenSsl.ControlBio(_in, OpenSsl.BioControlSetEofReturn, -1, 0);
        OpenSsl.ControlBio(_out, OpenSsl.BioControlSetEofReturn, -1, 0);
        OpenSsl.SetOptions(_ssl, OpenSsl.NoQueryMtu);
        OpenSsl.Control(_ssl, OpenSsl.ControlSetMtu, mtu, null);
    }

    /// <summary>A client's session that has not begun.</summary>
    /// <param name="context">Certificates.</param>
    /// <param name="name">Name or address that the collector must prove.</param>
    /// <param name="mtu">Octets of the longest datagram.</param>
    /// <exception cref="DtlsException">The name is none.</exception>
    public static DtlsSession ForClient(DtlsContext context, string name, int mtu)
    {
        var session = new DtlsSession(context, mtu, why => $"the collector's certificate is refused for the name {name}: {why}");
        bool named;
        if (IPAddress.TryParse(name, out _))
        {
            named = OpenSsl.SetAddress(OpenSsl.VerifyParameters(session._ssl), name) == 1;
        }
        else
        {
            named = OpenSsl.SetHost(session._ssl, name) == 1;
            OpenSsl.ControlText(session._ssl, OpenSsl.ControlSetServerName, 0, name);
        }

        OpenSsl.SetConnectState(session._ssl);
        if (named) return session;
        session.Dispose();
        throw new DtlsException($"DTLS: '{name}' is no name of a collector");
    }

    /// <summary>A server's session that listens for whom it will be with.</summary>
    /// <param name="context">Certificates.</param>
    /// <param name="mtu">Octets of the longest datagram of the handshake.</param>
    /// <exception cref="DtlsException">OpenSSL has no memory.</exception>
    public static DtlsSession ForServer(DtlsContext context, int mtu)
    {
        var session = new DtlsSession(context, mtu, static why => $"its certificate is refused: {why}");
        OpenSsl.SetAcceptState(session._ssl);
        session._peer = OpenSsl.NewAddress();
        return session;
    }

    /// <summary>
    /// Takes a ClientHello. One without the cookie that its sender must have is answered with it (HelloVerifyRequest, RFC 6347 section
    /// 4.2.1), and nothing is kept of it. One with the cookie makes this the session with its sender; the handshake goes on.
    /// </summary>
    /// <param name="hello">The datagram.</param>
    /// <param name="cookies">Knows the cookie of the sender.</param>
    /// <param name="step">What the handshake came to so far.</param>
    public bool Listen(ReadOnlySpan<byte> hello, DtlsCookies cookies, out DtlsStep step)
    {
        OpenSsl.ClearErrors();
        Put(hello);
        step = DtlsStep.WantsDatagram;
        if (cookies.During(() => OpenSsl.Listen(_ssl, _peer)) > 0)
        {
            step = StepOf(cookies.During(() => OpenSsl.DoHandshake(_ssl))); // which asks for the cookie once more
            return true;
        }

        OpenSsl.ControlBio(_in, OpenSsl.BioControlReset, 0, 0); // what is left is nobody's
        return false;
    }

    /// <summary>Why the last step failed.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Whether the collector took up the session that was offered by <see cref="Resume"/>.</summary>
    public bool IsResumed => OpenSsl.IsSessionReused(_ssl) == 1;

    /// <summary>Offers an earlier session to be taken up (RFC 5246 section 7.3). Before the handshake.</summary>
    public void Resume(DtlsResumption earlier) => _ = OpenSsl.SetSession(_ssl, earlier.Handle);

    /// <summary>What a later session may offer. After the handshake.</summary>
    public DtlsResumption TakeResumption() => new(OpenSsl.TakeSession(_ssl));

    /// <summary>Puts a datagram in.</summary>
    public void Put(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* octets = datagram) _ = OpenSsl.WriteBio(_in, octets, datagram.Length);
    }

    /// <summary>Goes on with the handshake.</summary>
    public DtlsStep Handshake()
    {
        OpenSsl.ClearErrors();
        return StepOf(OpenSsl.DoHandshake(_ssl));
    }

    /// <summary>Makes a record of a message.</summary>
    public DtlsStep Write(ReadOnlySpan<byte> message)
    {
        OpenSsl.ClearErrors();
        fixed (byte* octets = message) return StepOf(OpenSsl.Write(_ssl, octets, message.Length));
    }

    /// <summary>Reads what was put in, to its end: alerts, and data that nobody asked for.</summary>
    public DtlsStep Read()
    {
        Span<byte> ignored = stackalloc byte[2048];
        DtlsStep step;
        do step = Read(ignored, out _);
        while (step == DtlsStep.Done);
        return step;
    }

    /// <summary>Reads the next record of what was put in; what is longer than <paramref name="data"/> comes with the next call.</summary>
    public DtlsStep Read(Span<byte> data, out int length)
    {
        OpenSsl.ClearErrors();
        fixed (byte* octets = data) length = OpenSsl.Read(_ssl, octets, data.Length);
        return StepOf(length);
    }

    /// <summary>Makes the alert that ends the session.</summary>
    public void Close()
    {
        OpenSsl.ClearErrors();
        _ = OpenSsl.Shutdown(_ssl);
    }

    /// <summary>How long until the last flight has to be sent again; <see langword="null"/>: nothing waits for an answer.</summary>
    public TimeSpan? Timeout
    {
        get
        {
            long* time = stackalloc long[2];
            return OpenSsl.Control(_ssl, OpenSsl.ControlGetTimeout, 0, time) == 1 ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1]) : null;
        }
    }

    /// <summary>Sends the last flight again, if its time is over. <see langword="false"/>: too often already.</summary>
    public bool HandleTimeout() => OpenSsl.Control(_ssl, OpenSsl.ControlHandleTimeout, 0, null) >= 0;

    /// <summary>Takes out what has to be sent, and gives each datagram, which is lent for the call.</summary>
    public void Take(Action<ReadOnlyMemory<byte>> send)
    {
        if (OpenSsl.ControlBio(_out, OpenSsl.BioControlPending, 0, 0) <= 0) return;
        byte[] records = ArrayPool<byte>.Shared.Rent(LongestRecord);
        try
        {
            while (OpenSsl.ControlBio(_out, OpenSsl.BioControlPending, 0, 0) > 0 && TryTake(records, out int length)) send(records.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(records);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        OpenSsl.Free(_ssl);
        if (_peer != 0) OpenSsl.FreeAddress(_peer);
        _peer = 0;
    }

    private bool TryTake(byte[] record, out int length)
    {
        fixed (byte* octets = record)
        {
            // The header first and then the rest of its record: the end keeps the order.
            length = OpenSsl.ReadBio(_out, octets, RecordHeaderSize);
            if (length != RecordHeaderSize) return false;
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(RecordLengthOffset));
            if (fragment > 0 && OpenSsl.ReadBio(_out, octets + RecordHeaderSize, fragment) != fragment) return false;
            length += fragment;
            return true;
        }
    }

    private DtlsStep StepOf(int result)
    {
        if (result > 0) return DtlsStep.Done;
        switch (OpenSsl.GetError(_ssl, result))
        {
            case OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite:
                return DtlsStep.WantsDatagram;
            case OpenSsl.ErrorZeroReturn:
                return DtlsStep.Closed;
            default:
                nint verify = OpenSsl.VerifyResult(_ssl);
                string text = OpenSsl.TakeErrorText();
                Error = verify == 0 ? $"DTLS: {text}" : _refusal(Marshal.PtrToStringUTF8(OpenSsl.VerifyErrorText(verify)) ?? "unknown error");
                return DtlsStep.Failed;
        }
    }
}
