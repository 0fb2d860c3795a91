using System.CommandLine;
using Weir.App.Commands;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>The option of verbs that can tell of one exporter only.</summary>
/// <param name="description">What is told of it.</param>
internal sealed class ExporterOption(string description)
{
    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--exporter", "-e") { Description = description };

    /// <summary>The exporter's address; <see langword="null"/> where none is said.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public IpAddress? Of(ParseResult line)
    {
        if (line.GetValue(Option) is not { } text) return null;
        return IpAddress.TryParse(text, out IpAddress address) ? address : throw new UsageException($"{Option.Name} {text}: want an address, as 192.0.2.1");
    }
}
