using System.CommandLine;
using Weir.App.Composition;
using Weir.Storage;
using Weir.Storage.Parquet;

namespace Weir.App.Commands;

/// <summary><c>weir archive sql</c>: what any DuckDB reads the archive with.</summary>
internal static class ArchiveSqlCommand
{
    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        var command = new Command("sql", "Print the SQL with which any DuckDB reads the archive: a view for each table, and functions that make text of addresses") { archive };
        command.SetAction(line =>
        {
            try
            {
                Console.Out.Write(ArchiveSql.Of(line.GetRequiredValue(archive)));
                return ExitCode.Ok;
            }
            catch (ArchiveNotFoundException failure)
            {
                throw new RunException(failure.Message);
            }
        });
        return command;
    }
}
