namespace Weir.Collector.Sessions.Directory;

/// <summary>Who told a sampling rate.</summary>
public enum SamplingOrigin : byte
{
    /// <summary>Nobody.</summary>
    Unknown = 0,

    /// <summary>It is configured.</summary>
    Override,

    /// <summary>The header of messages: NetFlow v5.</summary>
    Header,

    /// <summary>The samples of sFlow.</summary>
    Sample,

    /// <summary>The records themselves.</summary>
    Record,

    /// <summary>Options records.</summary>
    Options,
}
