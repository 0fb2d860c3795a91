using System.Text;
using Weir.App.Api.Access.Accounts;
using Weir.App.Commands;

namespace Weir.App.Composition;

/// <summary>Passwords as people give them: typed twice without being seen, or as the first line of standard input. Never as an argument, which every user of the machine can read.</summary>
internal static class PasswordInput
{
    /// <returns>The hash.</returns>
    /// <exception cref="UsageException">There is none, or not twice the same, or it is too short.</exception>
    public static string ReadHash(string user)
    {
        if (Console.IsInputRedirected) return PasswordHashing.Hash(Console.In.ReadLine() ?? throw new UsageException("there is no password on standard input"));
        string password = Typed($"Password for {user}: ");
        return password == Typed("Again: ") ? PasswordHashing.Hash(password) : throw new UsageException("these are not the same");
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar >= ' ' && typed.Length < PasswordHashing.MaxLength) typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
