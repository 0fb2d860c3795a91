import { ApiError, ask, tell } from './api';

/** An address of the console under a name. */
export interface SavedView {
  id: string;
  name: string;
  address: string;
  owner: string;
  shared: boolean;
  /** Whether one may change it. */
  mine: boolean;
  changed: string;
}

/** The saved views: one's own, and those that others share. */
class SavedViews {
  all = $state.raw<SavedView[] | null>(null);
  error = $state.raw<ApiError | null>(null);

  async load(): Promise<void> {
    await this.#tried(async () => {
      this.all = await ask<SavedView[]>('views');
    });
  }

  /** Saves an address; gives what was saved, or nothing where it could not be. */
  async save(name: string, address: string, shared: boolean): Promise<SavedView | undefined> {
    return this.#changed(() => tell<SavedView>('POST', 'views', { name, address, shared: shared ? 'yes' : 'no' }));
  }

  async update(id: string, what: { name?: string; address?: string; shared?: 'yes' | 'no' }): Promise<SavedView | undefined> {
    return this.#changed(() => tell<SavedView>('PATCH', 'views', { id, ...what }));
  }

  async remove(id: string): Promise<void> {
    await this.#changed(() => tell<undefined>('DELETE', 'views', undefined, { id }));
  }

  async #changed(what: () => Promise<SavedView | undefined>): Promise<SavedView | undefined> {
    let saved: SavedView | undefined;
    const isDone = await this.#tried(async () => {
      saved = await what();
    });
    if (isDone) await this.load();
    return saved;
  }

  async #tried(what: () => Promise<void>): Promise<boolean> {
    try {
      await what();
      this.error = null;
      return true;
    } catch (failure) {
      this.error = failure instanceof ApiError ? failure : new ApiError(String(failure), 0);
      return false;
    }
  }
}

export const savedViews = new SavedViews();

/** What kind of view an address is of, in a word. */
export function kindOf(address: string): string {
  const path = address.split('?')[0]!;
  return path === '/' ? 'Home' : path.slice(1).replace(/^./, (letter) => letter.toUpperCase());
}

/** A parameter of a saved address, as the router gives those of the page's own. */
export function parametersOf(address: string): (name: string, usual?: string) => string {
  const query = new URLSearchParams(address.split('?')[1] ?? '');
  return (name, usual = '') => query.get(name) ?? usual;
}
