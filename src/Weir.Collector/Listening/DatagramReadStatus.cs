namespace Weir.Collector.Listening;

/// <summary>What a call for datagrams brought.</summary>
public enum DatagramReadStatus : byte
{
    /// <summary>At least one datagram.</summary>
    Datagrams,

    /// <summary>None in time.</summary>
    Idle,

    /// <summary>None, and none will come any more.</summary>
    End,
}
