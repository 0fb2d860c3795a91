using System.Text;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Configuration.Schema;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The file of users and tokens.</summary>
internal sealed class AccountTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public string Name => "users";

    public IReadOnlyList<byte[]> Corpus { get; } = [Written(), Encoding.UTF8.GetBytes("{\"weir-users\":1,\"users\":[],\"tokens\":[]}")];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        try
        {
            AccountSet set = AccountJson.Read(input.ToArray());
            Assert.All(set.Users.Values, static user => Assert.True(SettingType.IsName(user.Name) && user.Role is >= Role.Viewer and <= Role.Admin));
            Assert.All(set.Tokens, token => Assert.NotNull(set.Find(token.User)));
            using var again = new MemoryStream();
            AccountJson.Write(set, again);
            Assert.Equal(set.Users, AccountJson.Read(again.ToArray()).Users);
        }
        catch (FormatException)
        {
            // As it should be.
        }
    }

    public void Dispose()
    {
    }

    private static byte[] Written()
    {
        AccountSet set = AccountSet.Empty.WithUser(new("ann", Role.Admin, "AQAAAAIAAYagAAAA")).WithUser(new("eve", Role.Viewer, null));
        (set, _) = set.WithToken("ann", "ci", Role.Viewer, Made, Made.AddDays(1));
        using var octets = new MemoryStream();
        AccountJson.Write(set, octets);
        return octets.ToArray();
    }
}
