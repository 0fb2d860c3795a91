namespace Weir.Capture.PSample;

/// <summary>Attributes of a sample (linux/psample.h). Numbers are in host byte order.</summary>
internal enum PSampleAttribute : ushort
{
    InputInterface = 0,
    OutputInterface = 1,
    OriginalSize = 2,
    Group = 3,
    GroupSequence = 4,
    Rate = 5,
    Data = 6,
    GroupReferences = 7,
    Tunnel = 8,
    Padding = 9,
    EgressQueue = 10,
    EgressQueueOctets = 11,
    Latency = 12,
    Timestamp = 13,
    Protocol = 14,

    /// <summary>Since Linux 6.11.</summary>
    UserCookie = 15,

    /// <summary>Since Linux 6.11: a flag, the rate is a probability of 0 to 2^32 - 1.</summary>
    RateIsProbability = 16,
}
