namespace Weir.App.Configuration.Syntax;

/// <summary>What a configuration may have at most: many times what people write, and little enough for any machine.</summary>
internal static class SyntaxLimits
{
    /// <summary>Octets of a file: 1 MiB is 20,000 lines.</summary>
    public const int FileOctets = 1 << 20;

    /// <summary>Blocks within blocks. The deepest section there is needs four.</summary>
    public const int Depth = 16;

    /// <summary>Characters of a word or a quoted string: the longest path Linux takes.</summary>
    public const int WordLength = 4096;

    /// <summary>Values of one setting.</summary>
    public const int Values = 1024;
}
