import { Client, type ClientConfig } from 'pg';
import type { Clock } from '../../common/clock.js';
import type { Statement, StoreNews } from '../store.js';

const CHANNEL = 'tollgate_news';
const AGAIN_MS = 1_000;

/** What nodes tell each other through their database, over one connection that each keeps open for it. */
export class PostgresNews implements StoreNews {
  private readonly stops = new Set<() => Promise<void>>();

  constructor(private readonly config: ClientConfig) {}

  tell(text: string): Statement {
    return { sql: `select pg_notify('${CHANNEL}', $1)`, parameters: [text] };
  }

  hear(clock: Clock, listener: (text: string | null) => void): () => void {
    let client: Client | null = null;
    let cancel: (() => void) | null = null;
    let isOver = false;
    const connect = async () => {
      const own = new Client(this.config);
      client = own;
      // one that is lost is said by both
      let isLost = false;
      const again = () => {
        if (isLost) return;
        isLost = true;
        own.end().catch(() => undefined); // it is gone already
        if (!isOver) cancel = clock.setTimer(AGAIN_MS, () => void connect());
      };
      own.on('error', again);
      own.on('end', again);
      own.on('notification', ({ payload }) => listener(payload ?? null));
      try {
        await own.connect();
        await own.query(`listen ${CHANNEL}`);
        // what was told before is not heard
        listener(null);
      } catch {
        again(); // whoever uses the store is told that it is away
      }
    };
    void connect();
    const stop = async () => {
      isOver = true;
      cancel?.();
      this.stops.delete(stop);
      await client?.end().catch(() => undefined); // the other side was faster
    };
    this.stops.add(stop);
    return () => void stop();
  }

  /** Nobody hears any longer. */
  async close(): Promise<void> {
    await Promise.all([...this.stops].map((stop) => stop()));
  }
}
