using System.CommandLine;

namespace Weir.App.Commands;

/// <summary><c>weir completion</c>: the script that teaches a shell Weir's words. The words themselves come from the command tree.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _weir() {
            local IFS=$'\n' line=${COMP_LINE#* }
            COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$((COMP_POINT - ${#COMP_LINE} + ${#line}))]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -o default -F _weir weir ./weir
        """;

    private const string Zsh = """
        #compdef weir
        _weir() {
            local line="${words[2,-1]}"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _weir weir ./weir
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Print the completion script of a shell: source <(weir completion bash)") { shell };
        command.SetAction(line => Console.Out.WriteLine(line.GetRequiredValue(shell) == "bash" ? Bash : Zsh));
        return command;
    }
}
