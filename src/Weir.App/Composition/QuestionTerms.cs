using Weir.App.Commands;
using Weir.Query.Planning;

namespace Weir.App.Composition;

/// <summary>Dimensions and measures as users list them, with commas between.</summary>
internal static class QuestionTerms
{
    /// <summary>Reads a list of dimensions; a name that is none is told with the one that was probably meant.</summary>
    public static IReadOnlyList<Dimension> Dimensions(string text, string option) => Read(option, () => DimensionText.ParseList(text));

    /// <summary>Reads a list of measures.</summary>
    public static IReadOnlyList<Measure> Measures(string text, string option) => Read(option, () => MeasureText.ParseList(text));

    /// <summary>Reads one measure.</summary>
    public static Measure Measure(string text, string option) => Read(option, () => MeasureText.Parse(text));

    /// <summary>Reads one dimension.</summary>
    public static Dimension Dimension(string text, string option) => Read(option, () => DimensionText.Parse(text));

    private static T Read<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{option}: {wrong.Message}");
        }
    }
}
