namespace Weir.App.Api.Hosting;

/// <summary>A parameter of an endpoint, in the query of its address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means, in a line.</param>
internal sealed record ApiParameter(string Name, string Description)
{
    /// <summary>What it is where it is not said.</summary>
    public string? Default { get; init; }

    /// <summary>The words it may be; empty: any text.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The least and the largest number it may be; <see langword="null"/>: it is no number.</summary>
    public (int Least, int Largest)? Range { get; init; }

    /// <summary>A number.</summary>
    public static ApiParameter Number(string name, string description, int usual, int least, int largest) =>
        new(name, description) { Default = usual.ToString(System.Globalization.CultureInfo.InvariantCulture), Range = (least, largest) };
}
