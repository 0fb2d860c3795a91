using Microsoft.Playwright;
using Weir.Testing;

namespace Weir.Console.Tests;

/// <summary>What who cannot see the page, or has no mouse, depends on (WCAG 2.2: 1.1.1, 1.3.1, 1.4.3, 2.4.2, 3.1.1, 4.1.2), and what axe finds beside that.</summary>
internal static class Accessibility
{
    private static readonly Lazy<string> Axe = new(static () => File.ReadAllText(RepositoryRoot.Path("web/node_modules/axe-core/axe.min.js")));

    /// <summary>What of a page is not as it should be, a line each.</summary>
    public static async Task<string> FaultsAsync(IPage page)
    {
        string[] own = await page.EvaluateAsync<string[]>(Script);
        // By the debugger, for the page's policy runs no script of others.
        await page.EvaluateAsync(Axe.Value + "; null");
        return string.Join('\n', own.Concat(await page.EvaluateAsync<string[]>(AxeRules)));
    }

    // All rules of WCAG 2.2, levels A and AA.
    private const string AxeRules = """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
          .flatMap((rule) => rule.nodes.slice(0, 4).map((node) => `${rule.id}: ${rule.help}: ${node.target.join(' ')} ${node.html.slice(0, 140)} ${node.any.map((one) => one.message).join('; ')}`))
        """;

    private const string Script = """
        () => {
          const faults = [];
          const seen = (e) => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility !== 'hidden'; };
          const name = (e) => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('') ||
            e.textContent || e.closest('label')?.textContent || (e.id && document.querySelector(`label[for="${e.id}"]`)?.textContent) || e.title || '').trim();
          const where = (e) => e.outerHTML.slice(0, 120);
          for (const e of document.querySelectorAll('a, button, input, select, textarea, [role=img], [role=dialog], [role=menuitem], section, nav')) {
            if (seen(e) && !name(e)) faults.push('no name: ' + where(e));
          }
          for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) faults.push('no alt: ' + where(e));
          for (const e of document.querySelectorAll('svg')) if (!e.closest('[aria-hidden=true]') && !e.getAttribute('aria-label')) faults.push('picture is neither named nor hidden: ' + where(e));
          const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
          for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) faults.push('id twice: ' + id);
          if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
          if (document.querySelectorAll('main').length !== 1) faults.push('not one main');
          if (!document.documentElement.lang) faults.push('no language');
          if (!document.title) faults.push('no title');
          for (const e of document.querySelectorAll('table')) if (!e.querySelector('th')) faults.push('table without headings: ' + where(e));

          // Contrast of text (1.4.3): 4.5, or 3 where it is large.
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) => { const f = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
          const ground = (e) => { for (let at = e; at; at = at.parentElement) { const c = rgba(getComputedStyle(at).backgroundColor); if (c[3] > 250) return c; } return rgba('white'); };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !e || !seen(e) || e.closest('textarea, noscript, [aria-hidden=true], .hidden, .skip, option, header')) continue;
            const style = getComputedStyle(e);
            const [a, b] = [light(rgba(style.color)), light(ground(e))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 700);
            if (ratio < (isLarge ? 3 : 4.5) - 0.01) faults.push(`contrast ${ratio.toFixed(2)}: ${style.color} "${walker.currentNode.textContent.trim().slice(0, 40)}" ${where(e)}`);
          }
          return [...new Set(faults)].slice(0, 20);
        }
        """;
}
