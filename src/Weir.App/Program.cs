using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.App.Output;

using var shutdown = new ShutdownSignal();
try
{
    args = WeirCommand.Meant(args);
    if (Console.IsOutputRedirected) Console.SetOut(RedirectedOutput.Open());
    using IDisposable? ahead = WeirCommand.IsQuestion(args) ? ReaderArguments.OpenAhead() : null;
    ParseResult line = WeirCommand.Create(args).Parse(SoftflowdArguments.Translate(args, Console.Error.WriteLine), WeirCommand.Parsing);
    if (WeirCommand.Mistake(line) is { } mistake)
    {
        Console.Error.WriteLine($"weir: {mistake}; see '{WeirCommand.PathOf(line.CommandResult)} --help'");
        return ExitCode.Usage;
    }

    return await line.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
        shutdown.Token);
}
catch (Exception failure) when (ExitCode.Of(failure) is { } code)
{
    Console.Error.WriteLine($"weir: {failure.Message.ReplaceLineEndings(" ")}");
    return code;
}
