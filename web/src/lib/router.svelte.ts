/** The address of the page is its state: every view reads what it shows from there, and writes it back. */

class Router {
  #url = $state.raw(new URL(location.href));

  constructor() {
    addEventListener('popstate', () => (this.#url = new URL(location.href)));
    // Links within the page are followed without leaving it.
    addEventListener('click', (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element | null)?.closest?.('a');
      if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
      event.preventDefault();
      this.go(link.pathname + link.search);
    });
  }

  get path(): string {
    return this.#url.pathname;
  }

  /** A parameter of the address, or what it is by itself. */
  get(name: string, usual = ''): string {
    return this.#url.searchParams.get(name) ?? usual;
  }

  /** The address with other parameters; what is empty is left out. */
  with(changes: Record<string, string | undefined>, path = this.path): string {
    const query = new URLSearchParams(this.#url.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    return path + (text ? '?' + text : '');
  }

  /** Shows another address. What only refines the view takes the place of the one before. */
  go(address: string, replace = false): void {
    if (address === location.pathname + location.search) return;
    const isOther = new URL(address, location.href).pathname !== location.pathname;
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#url = new URL(location.href);
    if (isOther) scrollTo(0, 0);
  }

  /** Changes parameters of this view. */
  set(changes: Record<string, string | undefined>, replace = false): void {
    this.go(this.with(changes), replace);
  }
}

export const router = new Router();

/** What all views share: range and filter go along from one to the next. */
export function link(path: string, changes: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const name of ['since', 'until', 'filter']) {
    const value = router.get(name);
    if (value) query.set(name, value);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return path + (text ? '?' + text : '');
}
