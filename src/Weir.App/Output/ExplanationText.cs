using System.Globalization;
using Weir.Query.Sql;
using Weir.Storage;

namespace Weir.App.Output;

/// <summary>Writes how a question would be answered.</summary>
internal static class ExplanationText
{
    public static void Write(QueryExplanation explanation, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"files    {explanation.Files} of {explanation.FilesInAll}, {ValueText.Of((ulong)explanation.Octets, ValueKind.Octets)}; the others have none of that time"));
        foreach (string sums in explanation.Sums) output.WriteLine($"         {sums}");
        output.WriteLine($"asked    {explanation.Statement.Text.ReplaceLineEndings("\n         ")}");
        foreach ((int i, SqlValue value) in explanation.Statement.Parameters.Index())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         ${i + 1} = {Text(value)}"));
        output.WriteLine();
        output.Write(explanation.EnginePlan.Length == 0 ? "no file is read\n" : explanation.EnginePlan);
        output.Flush();
    }

    private static string Text(SqlValue value) => value.Kind switch
    {
        SqlValueKind.Unsigned => value.Unsigned.ToString(CultureInfo.InvariantCulture),
        SqlValueKind.Signed => value.Signed.ToString(CultureInfo.InvariantCulture),
        SqlValueKind.Real => value.Real.ToString(CultureInfo.InvariantCulture),
        _ => $"'{value.Text}'",
    };
}
