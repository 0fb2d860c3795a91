using System.CommandLine;

namespace Weir.App.Commands;

/// <summary><c>weir completion</c>: the script that teaches a shell Weir's words. The words themselves come from the command tree.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _weir() {
            local IFS=$'\n' cur=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE:0:COMP_POINT} head=
            # Within quotes, all of which are one word here, the last word of a filter is completed.
            if [[ $cur == [\'\"]* ]]; then
                line=${line%"$cur"}${cur:1} cur=${cur:1}
                head=${cur%"${cur##*[ (,[]}"} cur=${cur##*[ (,[]}
            fi
            line=${line#* }
            COMPREPLY=( $(compgen -P "$head" -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$cur") )
            # The filter may go on: where two begin alike, the shell does not end the quote.
            [[ -z $head || ${#COMPREPLY[@]} != 1 ]] || COMPREPLY+=("${COMPREPLY[0]} ")
        }
        complete -o default -F _weir weir ./weir
        """;

    private const string Zsh = """
        #compdef weir
        _weir() {
            local program="${words[1]}" line="${(j: :)words[2,CURRENT]}"
            # Within quotes the words of a filter are completed as outside of them.
            compset -q && line="${line//[\'\"]/}"
            local -a found
            found=("${(@f)$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)}")
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
