import { ApiError } from './api';

/** Something that is changed at a click: whether it goes on, and what was wrong with it. */
export class Change {
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);

  /** Does it; says whether it was done. */
  async run(change: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    try {
      await change();
      return true;
    } catch (failure) {
      this.error = failure instanceof ApiError ? failure : new ApiError(String(failure), 0);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
