import { ApiError, ask, type Parameters } from './api';

/** A question whose answer is shown. Asking anew stops what was asked before; the last answer stays until the next one is there. */
export class Question<T> {
  answer = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(false);
  /** Whether an answer is still to come; before anything was asked, too. */
  get busy(): boolean {
    return this.loading || (this.answer === null && this.error === null);
  }

  /** Milliseconds that the last answer took. */
  took = $state(0);
  #running: AbortController | null = null;

  constructor(private readonly path: string) {}

  /** Asks; gives a way to stop. */
  ask(parameters: Parameters = {}): () => void {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.loading = true;
    const begun = performance.now();
    ask<T>(this.path, parameters, running.signal).then(
      (answer) => {
        if (running.signal.aborted) return;
        this.answer = answer;
        this.error = null;
        this.loading = false;
        this.took = performance.now() - begun;
      },
      (failure: unknown) => {
        if (running.signal.aborted) return;
        this.error = failure instanceof ApiError ? failure : new ApiError(String(failure), 0);
        this.loading = false;
      },
    );
    return () => running.abort();
  }
}
