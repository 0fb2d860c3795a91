import { router } from './router.svelte';
import { parseSpan, type Span } from './time';

/** The range of time that is shown. The address has it as it was written; what is asked are its ends at the last refresh. */
class ShownRange {
  #now = $state(Date.now());

  get since(): string {
    return router.get('since', '-1h');
  }

  get until(): string {
    return router.get('until', 'now');
  }

  /** Its ends; where the address is wrong, the last hour. */
  get span(): Span {
    return parseSpan(this.since, this.until, this.#now) ?? { from: this.#now - 3_600_000, to: this.#now };
  }

  /** Whether it moves with the clock. */
  get isMoving(): boolean {
    return this.until === 'now' || this.until === '';
  }

  refresh(): void {
    this.#now = Date.now();
  }

  set(since: string, until: string): void {
    this.refresh();
    router.set({ since, until: until === 'now' ? '' : until });
  }

  /** Both ends as points in time, to the second. */
  setSpan(span: Span): void {
    const text = (ms: number) => new Date(ms).toISOString().slice(0, 19) + 'Z';
    this.set(text(Math.floor(span.from / 1000) * 1000), text(Math.ceil(span.to / 1000) * 1000));
  }
}

export const range = new ShownRange();
