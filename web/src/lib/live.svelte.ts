import { address, type LiveFlow, type Tick } from './api';

/** What comes each second. It listens only while somebody looks. */
export class Live {
  tick = $state.raw<Tick | null>(null);
  flows = $state.raw<LiveFlow[]>([]);
  /** Records a second, of the last minutes. */
  rates = $state.raw<number[]>([]);
  state = $state<'waiting' | 'open' | 'lost' | 'none'>('waiting');

  /** Begins to listen; gives a way to end it. */
  listen(): () => void {
    const source = new EventSource(address('live'));
    source.onopen = () => (this.state = 'open');
    source.onerror = () => {
      // Where nothing is collected the answer is an error, and the browser gives up.
      this.state = source.readyState === EventSource.CLOSED ? 'none' : 'lost';
    };
    source.addEventListener('tick', (event) => {
      const tick = JSON.parse((event as MessageEvent<string>).data) as Tick;
      this.state = 'open';
      this.tick = tick;
      this.rates = [...this.rates.slice(-119), tick['records-per-second'] ?? 0];
      if (tick.flows.length > 0) this.flows = [...tick.flows.reverse(), ...this.flows].slice(0, 14);
    });
    return () => source.close();
  }
}
