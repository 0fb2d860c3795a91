using System.Diagnostics;
using Microsoft.Playwright;

namespace Weir.ConsoleSpeed;

/// <summary>How long a page took that nothing of was there before.</summary>
/// <param name="FirstMilliseconds">Until the browser painted text (First Contentful Paint).</param>
/// <param name="WholeMilliseconds">Until every part had its answer and its graph.</param>
internal sealed record PageTimes(double FirstMilliseconds, double WholeMilliseconds)
{
    /// <summary>Times that each page is opened.</summary>
    public const int Rounds = 10;

    private const float Patience = 300_000;

    /// <summary>Opens a page in a context of its own, whose cache is empty.</summary>
    public static async Task<PageTimes> OfAsync(IBrowser browser, Uri address)
    {
        await using IBrowserContext context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        IPage page = await context.NewPageAsync();
        long began = Stopwatch.GetTimestamp();
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Commit, Timeout = Patience });
        await page.WaitForFunctionAsync(
            "() => document.querySelector('main')?.childElementCount > 0 && !document.querySelector('[aria-busy=true]') && [...document.querySelectorAll('.chart')].every(c => c.querySelector('canvas'))",
            null,
            new() { Timeout = Patience });
        double whole = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        double first = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0");
        return new(first, whole);
    }
}
