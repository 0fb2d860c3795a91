namespace Weir.Collector.Decoding;

/// <summary>What becomes of the times of a record that cannot be right.</summary>
public enum TimePolicy : byte
{
    /// <summary>They are archived as they were sent.</summary>
    AsSent = 0,

    /// <summary>The end is moved to the nearest time that can be right, and the start with it: the time of receipt, or the greatest age.</summary>
    Clamp,

    /// <summary>The end is moved to the time of receipt, and the start with it.</summary>
    Received,
}
