namespace Weir.Capture.PcapFile;

/// <summary>What came of asking a <see cref="CaptureBuffer"/> for more octets.</summary>
internal enum FillResult : byte
{
    /// <summary>As many as were asked for are there.</summary>
    Enough,

    /// <summary>A pipe had nothing new in time.</summary>
    NotYet,

    /// <summary>The stream ended before that many came.</summary>
    End,
}
