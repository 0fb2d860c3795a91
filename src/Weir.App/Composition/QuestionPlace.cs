using Weir.Storage;

namespace Weir.App.Composition;

/// <summary>Where a verb's question is asked, where its line does not say.</summary>
/// <param name="Archive">Directory of the archive; <see langword="null"/>: the line has to say one, or a server.</param>
internal sealed record QuestionPlace(string? Archive = null)
{
    /// <summary>What answers within a console; <see langword="null"/>: a reader is made for the question.</summary>
    public ArchiveReader? Reader { get; init; }

    /// <summary>Stops the question within a console.</summary>
    public CancellationToken Stop { get; init; }
}
