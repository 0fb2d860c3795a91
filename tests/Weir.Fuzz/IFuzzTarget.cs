namespace Weir.Fuzz;

/// <summary>Something that reads octets it must not trust.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>One word, to choose it by.</summary>
    string Name { get; }

    /// <summary>Good inputs, which are mutated.</summary>
    IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>What means something to the reader: put into inputs as it is.</summary>
    IReadOnlyList<byte[]> Words => [];

    /// <summary>Forgets all inputs so far. What one input does depends on those since then alone.</summary>
    void Restart();

    /// <summary>Reads an input. An exception that the reader has not declared, or a statement that does not hold, is a failure.</summary>
    /// <param name="input">Ends where memory ends that may be read: what reads on ends the process.</param>
    void Take(ReadOnlySpan<byte> input);
}
