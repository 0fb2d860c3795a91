using System.Text;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Wire.Elements;

namespace Weir.App.Tests;

/// <summary>docs/reference/fields.md comes from the table of columns; with WEIR_WRITE=1 this test writes it.</summary>
public sealed class FieldsReferenceTests
{
    [Fact]
    public void The_reference_of_fields_is_fresh()
    {
        string path = RepositoryRoot.Path("docs/reference/fields.md");
        string text = Render();
        if (Environment.GetEnvironmentVariable("WEIR_WRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }

    private static string Render()
    {
        var text = new StringBuilder("""
            # Columns

            Made from `src/Weir.Flows/Columns/FlowColumns.cs` by the test that checks it. `weir fields` prints the same table.

            | column | type | filter words | fed by | meaning | no value means |
            |---|---|---|---|---|---|

            """);
        foreach (FlowColumn column in FlowColumns.All)
        {
            IEnumerable<string> elements = column.Elements.Select(Element).Distinct(StringComparer.Ordinal);
            text.Append($"| `{column.Name}` | {column.Type.ToString().ToLowerInvariant()} | {column.FilterWords ?? ""} | {string.Join(", ", elements)} | {column.Description} | {column.NullMeaning} |\n");
        }

        return text.ToString();
    }

    // Those of other enterprises have no names here.
    private static string Element(ElementBinding binding)
    {
        string number = (binding.EnterpriseNumber == 0 ? "" : $"{binding.EnterpriseNumber}/") + binding.ElementId;
        return ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber) is { } known ? $"{known.Name} ({number})" : number;
    }
}
