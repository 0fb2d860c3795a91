using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Weir.Wire.Primitives;

namespace Weir.Flows.Dtls;

/// <summary>
/// What a server asks a client to send back, so that it is known to be where it says (RFC 6347 section 4.2.1): the HMAC of its address and
/// port under a secret of ours. Nothing is kept for a client. One thread at a time.
/// </summary>
public sealed unsafe class DtlsCookies
{
    private const int Size = HMACSHA256.HashSizeInBytes;
    private const int PeerSize = 18;

    /// <summary>A secret lives for this long, and its cookies for as long again. 60 s: a client that asks slowest, 60 s apart (RFC 6347 section 4.2.4.1), still finds it.</summary>
    private static readonly TimeSpan SecretLifetime = TimeSpan.FromSeconds(60);

    [ThreadStatic]
    private static DtlsCookies? _current;

    private readonly TimeProvider _time;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(Size);
    private readonly byte[] _secretBefore = RandomNumberGenerator.GetBytes(Size);
    private readonly byte[] _cookie = new byte[Size];
    private readonly byte[] _cookieBefore = new byte[Size];
    private long _since;

    /// <summary>Cookies of a fresh secret.</summary>
    public DtlsCookies(TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
    }

    /// <summary>Makes ready for a datagram of this peer.</summary>
    public void SetPeer(IpAddress address, ushort port)
    {
        if (_time.GetElapsedTime(_since) >= SecretLifetime)
        {
            _secret.CopyTo(_secretBefore, 0);
            RandomNumberGenerator.Fill(_secret);
            _since = _time.GetTimestamp();
        }

        Span<byte> peer = stackalloc byte[PeerSize];
        address.WriteV6(peer);
        BinaryPrimitives.WriteUInt16BigEndian(peer[16..], port);
        HMACSHA256.HashData(_secret, peer, _cookie);
        HMACSHA256.HashData(_secretBefore, peer, _cookieBefore);
    }

    /// <summary>Sets OpenSSL's questions for cookies.</summary>
    internal static void Register(nint context)
    {
        OpenSsl.SetCookieGenerate(context, (nint)(delegate* unmanaged<nint, byte*, uint*, int>)&Generate);
        OpenSsl.SetCookieVerify(context, (nint)(delegate* unmanaged<nint, byte*, uint, int>)&Verify);
    }

    /// <summary>Answers OpenSSL's questions during a call on this thread.</summary>
    internal int During(Func<int> call)
    {
        _current = this;
        try
        {
            return call();
        }
        finally
        {
            _current = null;
        }
    }

    [UnmanagedCallersOnly]
    private static int Generate(nint ssl, byte* cookie, uint* length)
    {
        if (_current is null) return 0;
        _current._cookie.CopyTo(new Span<byte>(cookie, Size));
        *length = Size;
        return 1;
    }

    [UnmanagedCallersOnly]
    private static int Verify(nint ssl, byte* cookie, uint length)
    {
        if (_current is null || length != Size) return 0;
        var shown = new ReadOnlySpan<byte>(cookie, Size);
        return CryptographicOperations.FixedTimeEquals(shown, _current._cookie) | CryptographicOperations.FixedTimeEquals(shown, _current._cookieBefore) ? 1 : 0;
    }
}
