using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>A page of the console in a browser of its own, which remembers everything that goes wrong in it.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    // A busy machine of two processors, on which a compiler may run beside this.
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;

    private ConsolePage(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Wrongs.Add(message.Text);
        };
        page.PageError += (_, error) => Wrongs.Add(error);
        page.Dialog += (_, dialog) => Wrongs.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) Wrongs.Add($"asked {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Errors, warnings, dialogs and requests to others.</summary>
    public List<string> Wrongs { get; } = [];

    public static async Task<ConsolePage> OpenAsync(RunningConsole console, int width = 1440, int height = 900, bool isDark = false, Uri? address = null, bool ofHistory = false)
    {
        address ??= ofHistory ? console.HistoryAddress : console.Address;
        IBrowserContext context = await console.Browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new(context, await context.NewPageAsync(), address);
    }

    /// <summary>Shows a view and waits until it has its answers.</summary>
    public async Task ShowAsync(string path)
    {
        await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await SettleAsync();
    }

    /// <summary>Waits until every part has its answer, and its graph where it has one.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForFunctionAsync(
            "() => document.querySelector('main')?.childElementCount > 0 && !document.querySelector('[aria-busy=true]') && [...document.querySelectorAll('.chart')].every(c => c.querySelector('canvas'))");
    }

    /// <summary>Waits until the address has some text. Playwright's own wait may begin just after the address has changed, and then never ends.</summary>
    public Task WaitForAddressAsync(string text) => Page.WaitForFunctionAsync("text => location.href.includes(text)", text);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
