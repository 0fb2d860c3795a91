using Microsoft.Extensions.Logging;
using Weir.App.Commands;
using Weir.App.Operating;

namespace Weir.App.Api.Access.Accounts;

/// <summary>The users and tokens of a running console: what <c>weir user</c> does to the file is in force with the next request.</summary>
/// <param name="file">The file.</param>
/// <param name="logger">Takes what is wrong with it.</param>
internal sealed class AccountStore(AccountFile file, ILogger logger)
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Octets)? _state;
    private AccountSet? _accounts;

    /// <summary>The file as it is. Where it has become wrong, as it was: nobody is let in or locked out by a mistake. Without the file, nobody.</summary>
    /// <exception cref="RunException">It was wrong from the start.</exception>
    public AccountSet Accounts
    {
        get
        {
            lock (_gate)
            {
                (DateTime, long)? state = file.State;
                if (_accounts is { } known && state == _state) return known;
                try
                {
                    _accounts = file.Read();
                }
                catch (RunException wrong) when (_accounts is not null)
                {
                    logger.LogAccountsWrong(wrong.Message);
                }

                _state = state;
                return _accounts!;
            }
        }
    }

    /// <inheritdoc cref="AccountFile.ChangeAsync"/>
    public async Task ChangeAsync(Func<AccountSet, AccountSet> change)
    {
        await file.ChangeAsync(change);
        // Read again by who asks next: others may have changed it since.
        lock (_gate) _state = default((DateTime, long));
    }
}
