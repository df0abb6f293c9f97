import type { Redis } from 'ioredis';
import type { Clock } from '../../../common/clock.js';
import { lazy } from '../../../common/lazy.js';
import { BEAT, CARRY, RENEW, SETTLE, TAKE } from './limit-scripts.js';

const client = lazy(() => require('ioredis') as typeof import('ioredis'));

const MAX_RECONNECT_DELAY_MS = 1_000;
/** A connection on which nothing comes back for so long is lost, whatever its socket says. */
const SILENCE_MS = 5_000;

const SCRIPTS = { take: TAKE, settle: SETTLE, beat: BEAT, carry: CARRY, renew: RENEW };

type Script = keyof typeof SCRIPTS;
/** How `ioredis` offers a script: by its hash, and by its text where the server does not know it. */
type Scripts = Readonly<
  Record<Script, (keyCount: number, ...keysAndArguments: readonly (string | number)[]) => Promise<unknown>>
>;

/** Redis cannot be reached, or does not answer in time. The message may be logged: it names no address. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError';

  /** @param wasSent `true` = Redis may have done it all the same. */
  constructor(
    message: string,
    readonly wasSent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Where Redis is, and how long it is waited for. */
export interface RedisPlace {
  /** `redis://` or `rediss://` */
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** No request waits for longer than this. */
  readonly answerTimeoutMs: number;
}

/** The connection to Redis, or Valkey, that is made anew whenever it is lost. */
export class RedisLink {
  private readonly redis: Redis;
  /** Why the connection was lost, or not made. */
  private lastError: unknown = null;

  /** Nothing is connected before `connect`. */
  constructor(
    private readonly place: RedisPlace,
    private readonly clock: Clock,
  ) {
    const { url, connectTimeoutMs } = place;
    this.redis = new (client().Redis)(url, {
      lazyConnect: true,
      // what cannot be sent now is counted elsewhere
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: connectTimeoutMs,
      socketTimeout: SILENCE_MS,
      retryStrategy: (times) => Math.min(times * 50, MAX_RECONNECT_DELAY_MS),
      // what was the primary until now: its name may lead to another by now
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      protocol: 2,
      connectionName: 'tollgate',
      disableClientInfo: true,
    });
    for (const [name, lua] of Object.entries(SCRIPTS)) this.redis.defineCommand(name, { lua });
    this.redis.on('error', (error: unknown) => (this.lastError = error));
    this.redis.on('ready', () => (this.lastError = null));
  }

  /** Settles when the first try is over, well or not; further ones go on behind it. */
  async connect(): Promise<void> {
    await this.redis.connect().catch(() => undefined);
  }

  /**
   * @param onLate told what it came to where nobody waits for that any longer.
   * @throws RedisAwayError, at once or within its time.
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    onLate?: (answer: unknown) => void,
  ): Promise<unknown> {
    const scripts = this.redis as unknown as Scripts;
    const wasSent = this.redis.status === 'ready';
    const answer = scripts[script](keys.length, ...keys, ...args);
    const { late, stop } = this.inTime();
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      if (!(error instanceof RedisAwayError)) {
        throw new RedisAwayError(reasonOf(this.lastError ?? error), wasSent, { cause: error });
      }
      // It may never come: that is told by its lease, or its window.
      if (onLate) answer.then(onLate, () => undefined);
      throw error;
    } finally {
      stop();
    }
  }

  private inTime() {
    const { answerTimeoutMs } = this.place;
    let stop = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      const tell = () => reject(new RedisAwayError(`it did not answer within ${answerTimeoutMs} ms`, true));
      // After a pause of this process its timers fire first: an answer may have come meanwhile.
      stop = this.clock.setTimer(answerTimeoutMs, () => setImmediate(tell));
    });
    return { late, stop };
  }

  /** Says goodbye where it can; to be called once. */
  close(): void {
    this.redis.disconnect();
  }
}

/** `ECONNREFUSED`, `WRONGPASS`, and no more: an answer of the server's may quote what was sent. */
function reasonOf(error: unknown): string {
  const { code, message, name } = error as Partial<NodeJS.ErrnoException>;
  return code ?? /^[A-Z]+(?= )/.exec(message ?? '')?.[0] ?? name ?? typeof error;
}
