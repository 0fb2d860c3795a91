using System.Globalization;
using System.Text.Json;
using Weir.App.Configuration.Schema;

namespace Weir.App.Api.Access.Accounts;

/// <summary>Users and tokens as a file has them. What is read is believed only as far as it is exactly this.</summary>
internal static class AccountJson
{
    private const int Version = 1;

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes; says what is wrong.</exception>
    public static AccountSet Read(ReadOnlyMemory<byte> octets)
    {
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weir-users", out JsonElement version) || !version.TryGetInt32(out int number)) throw new FormatException("this is no file of users");
            if (number != Version) throw new FormatException($"version {number} is not known");
            AccountSet set = AccountSet.Empty;
            foreach (JsonElement user in root.GetProperty("users").EnumerateArray())
            {
                string? hash = user.TryGetProperty("password", out JsonElement password) ? password.GetString() : null;
                set = set.WithUser(new(Name(user, "name"), RoleOf(user), hash));
            }

            foreach (JsonElement token in root.GetProperty("tokens").EnumerateArray())
            {
                if (set.Tokens.Count >= AccountSet.MaxTokens) throw new FormatException("too many tokens");
                set = set with { Tokens = set.Tokens.Add(Token(token, set)) };
            }

            return set;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or Commands.UsageException)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    public static void Write(AccountSet set, Stream to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("weir-users", Version);
        json.WriteStartArray("users");
        foreach (UserAccount user in set.Users.Values)
        {
            json.WriteStartObject();
            json.WriteString("name", user.Name);
            json.WriteString("role", RoleName.Of(user.Role));
            if (user.PasswordHash is { } hash) json.WriteString("password", hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("tokens");
        foreach (ApiToken token in set.Tokens)
        {
            json.WriteStartObject();
            json.WriteString("user", token.User);
            json.WriteString("name", token.Name);
            json.WriteString("role", RoleName.Of(token.Role));
            json.WriteString("sha256", token.Sha256);
            json.WriteString("created", token.Created);
            if (token.Expires is { } end) json.WriteString("expires", end);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ApiToken Token(JsonElement token, AccountSet set)
    {
        string sum = token.GetProperty("sha256").GetString() ?? "";
        if (sum.Length != 64 || !sum.All(char.IsAsciiHexDigitLower)) throw new FormatException("a token's sha256 is not 64 hexadecimal digits");
        string user = Name(token, "user");
        DateTimeOffset? expires = token.TryGetProperty("expires", out JsonElement end) ? end.GetDateTimeOffset() : null;
        return set.Find(user) is null ? throw new FormatException($"a token is of '{user}', who is not there") : new(user, Name(token, "name"), RoleOf(token), sum, token.GetProperty("created").GetDateTimeOffset(), expires);
    }

    private static string Name(JsonElement of, string property) =>
        of.GetProperty(property).GetString() is { } name && SettingType.IsName(name) ? name : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{property}: want letters, digits and . _ - @, up to 64"));

    private static Role RoleOf(JsonElement of) =>
        RoleName.TryParse(of.GetProperty("role").GetString() ?? "", out Role role) ? role : throw new FormatException($"role '{of.GetProperty("role")}': want one of {string.Join(", ", RoleName.All)}");
}
