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
    private readonly byte[] _records = new byte[LongestRecord];

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
        byte* ignored = stackalloc byte[2048];
        int read;
        do
        {
            OpenSsl.ClearErrors();
            read = OpenSsl.Read(_ssl, ignored, 2048);
        }
        while (read > 0);
        return StepOf(read);
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

    /// <summary>Takes out what has to be sent, and gives each datagram.</summary>
    public void Take(Action<ReadOnlyMemory<byte>> send)
    {
        while (OpenSsl.ControlBio(_out, OpenSsl.BioControlPending, 0, 0) > 0)
        {
            int length;
            fixed (byte* octets = _records)
            {
                // The header first and then the rest of its record: the end keeps the order.
                length = OpenSsl.ReadBio(_out, octets, RecordHeaderSize);
                if (length != RecordHeaderSize) return;
                int fragment = BinaryPrimitives.ReadUInt16BigEndian(_records.AsSpan(RecordLengthOffset));
                if (fragment > 0 && OpenSsl.ReadBio(_out, octets + RecordHeaderSize, fragment) != fragment) return;
                length += fragment;
            }

            send(_records.AsMemory(0, length));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => OpenSsl.Free(_ssl);

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
