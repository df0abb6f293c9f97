import type { Clock } from '../../common/clock.js';
import type { Fingerprint } from './rendezvous.js';

/**
 * What became of a session with an answer: `initialize` = this process knows of no answer in it lately, `retain` = it
 * came from where the last one came from, `switch` = from elsewhere, where nothing of it may be cached.
 */
export type AffinityOutcome = 'initialize' | 'retain' | 'switch';

/** Caches of providers live no longer. */
const LIFETIME_MS = 3_600_000;
const MAX_SESSIONS = 20_000;

interface LastAnswer {
  readonly member: string;
  readonly untilMs: number;
}

/**
 * Where the last answers of recent sessions came from. It tells what happened, and chooses nothing: that is done by
 * hashing, which needs no memory. Each process has its own.
 */
export class SessionMemory {
  /** By session; the latest at the end. */
  private readonly lastAnswers = new Map<string, LastAnswer>();

  constructor(private readonly clock: Clock) {}

  /** @param member who answered. */
  answered({ high, low }: Fingerprint, member: string): AffinityOutcome {
    const session = `${high}.${low}`;
    const nowMs = this.clock.monotonicMs();
    const last = this.lastAnswers.get(session);
    this.lastAnswers.delete(session);
    this.lastAnswers.set(session, { member, untilMs: nowMs + LIFETIME_MS });
    const [oldest] = this.lastAnswers.keys();
    if (this.lastAnswers.size > MAX_SESSIONS && oldest !== undefined) this.lastAnswers.delete(oldest);
    if (!last || last.untilMs <= nowMs) return 'initialize';
    return last.member === member ? 'retain' : 'switch';
  }
}
