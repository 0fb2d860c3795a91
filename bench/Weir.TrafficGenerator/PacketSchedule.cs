namespace Weir.TrafficGenerator;

/// <summary>One packet's turn: which flow it belongs to, whether that is the flow's first, and a random number for its size.</summary>
internal readonly record struct FlowTurn(int Flow, bool IsFirst, ulong Noise);

/// <summary>
/// Draws a flow for each packet. Every flow has its first packet somewhere, evenly spread over the capture; the other packets
/// choose among the flows that have begun, by Zipf's law.
/// </summary>
internal struct PacketSchedule
{
    private readonly double _exponent;
    private SplitMix64 _random;
    private int _packetsLeft;
    private int _flowsLeft;
    private int _begun;

    private PacketSchedule(TrafficOptions options)
    {
        _exponent = options.Zipf;
        _random = new((ulong)options.Seed);
        _packetsLeft = options.Packets;
        _flowsLeft = options.Flows;
    }

    public FlowTurn Current { get; private set; }

    /// <summary>The same options draw the same schedule each time.</summary>
    public static PacketSchedule Draw(TrafficOptions options) => new(options);

    public readonly PacketSchedule GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_packetsLeft == 0) return false;
        // The chance that leaves exactly no flow over when the packets are: the first packet always begins one.
        bool begins = _begun == 0 || _random.NextBelow(_packetsLeft) < _flowsLeft;
        int flow = begins ? _begun++ : Choose();
        if (begins) _flowsLeft--;
        _packetsLeft--;
        Current = new(flow, begins, _random.Next());
        return true;
    }

    /// <summary>The inverse of Zipf's distribution function, taken as continuous.</summary>
    private int Choose()
    {
        if (_exponent == 0) return _random.NextBelow(_begun);
        double unit = _random.NextUnit();
        double rank = Math.Abs(_exponent - 1) < 0.01
            ? Math.Exp(unit * Math.Log(_begun + 1.0))
            : Math.Pow(1 + unit * (Math.Pow(_begun + 1.0, 1 - _exponent) - 1), 1 / (1 - _exponent));
        return Math.Clamp((int)rank - 1, 0, _begun - 1);
    }
}
