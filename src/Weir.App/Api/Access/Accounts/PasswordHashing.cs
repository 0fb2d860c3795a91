using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Weir.App.Commands;

namespace Weir.App.Api.Access.Accounts;

/// <summary>Passwords, hashed by ASP.NET Core Identity: PBKDF2 with HMAC-SHA512, a random salt of 128 bits and its own parameters in each hash.</summary>
internal static class PasswordHashing
{
    /// <summary>NIST SP 800-63B 5.1.1.2: at least 8 for what a person chose; longer since this one guards a network.</summary>
    public const int MinLength = 10;

    /// <summary>Longer ones would only cost time; NIST asks for 64 at least.</summary>
    public const int MaxLength = 256;

    // OWASP's Password Storage Cheat Sheet (2023) for PBKDF2-HMAC-SHA512.
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    // Of no password: who guesses at names waits as long for one that is not there.
    private static readonly Lazy<string> Nobody = new(static () => Hasher.HashPassword("", Guid.NewGuid().ToString()));

    /// <exception cref="UsageException">It is too short or too long.</exception>
    public static string Hash(string password) => password.Length is >= MinLength and <= MaxLength
        ? Hasher.HashPassword("", password)
        : throw new UsageException($"the password has {password.Length} characters: want {MinLength} to {MaxLength}");

    /// <summary>Whether a password is the one; takes as long where there is none.</summary>
    public static bool IsRight(string? hash, string password)
    {
        if (password.Length > MaxLength) password = "";
        try
        {
            return Hasher.VerifyHashedPassword("", hash ?? Nobody.Value, password) != PasswordVerificationResult.Failed && hash is not null;
        }
        catch (FormatException)
        {
            // A file that somebody has written by hand.
            return false;
        }
    }
}
