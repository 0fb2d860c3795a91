using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Weir.ConsoleSpeed;

// How fast a console answers: forty questions of its default views one after another, and pages in Chromium until something is to be read and until every answer is there.
if (args.Length is < 3 or > 4 || !Uri.TryCreate(args[0], UriKind.Absolute, out Uri? console)
    || !DateTimeOffset.TryParse(args[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset begin)
    || !DateTimeOffset.TryParse(args[2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end))
{
    Console.Error.WriteLine("usage: Weir.ConsoleSpeed http://127.0.0.1:8080/ BEGIN END [CHROMIUM]   (of the records that the archive has: 2026-11-19 2026-11-20)");
    return 2;
}

using (var client = new HttpClient { BaseAddress = new Uri(console, "api/v1/"), Timeout = TimeSpan.FromMinutes(5) })
{
    Console.WriteLine("| questions | median ms | 95 % | slowest |\n|---|---|---|---|");
    foreach (IGrouping<string, Question> view in DefaultViews.Questions(begin, end).GroupBy(static question => question.View))
    {
        var took = new List<double>();
        foreach (Question question in view)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.GetAsync(new Uri(question.Path, UriKind.Relative));
            await answer.Content.ReadAsByteArrayAsync();
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{question.Path}: {answer.StatusCode}");
        }

        Console.WriteLine(Text($"| {view.Key}: {took.Count} | {Quantile(took, 0.5):0} | {Quantile(took, 0.95):0} | {took.Max():0} (`{view.ElementAt(took.IndexOf(took.Max())).Path.Split('&')[0]}`) |"));
    }
}

using IPlaywright playwright = await Playwright.CreateAsync();
await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = args.Length > 3 ? args[3] : "/usr/bin/chromium", Args = ["--no-sandbox"], Timeout = 120_000 });
Console.WriteLine("\n| page | first text ms, median and 95 % | every answer, median and 95 % |\n|---|---|---|");
foreach ((string name, string path) in DefaultViews.Pages(begin, end))
{
    var first = new List<double>();
    var whole = new List<double>();
    for (int round = 0; round < PageTimes.Rounds; round++)
    {
        PageTimes times = await PageTimes.OfAsync(browser, new Uri(console, path));
        first.Add(times.FirstMilliseconds);
        whole.Add(times.WholeMilliseconds);
    }

    Console.WriteLine(Text($"| {name} | {Quantile(first, 0.5):0}, {Quantile(first, 0.95):0} | {Quantile(whole, 0.5):0}, {Quantile(whole, 0.95):0} |"));
}

return 0;

// The smallest value that so many do not exceed.
static double Quantile(List<double> values, double share) => values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1));

static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
