import { Client, type ClientConfig } from 'pg';
import type { Clock } from '../../common/clock.js';

/** Whoever waits for so long asks whether the database answers anybody. */
const SUSPECT_MS = 1_000;
/** A database that is well answers a connection of its own far sooner. */
const PATIENCE_MS = 2_000;
/** One that is silent is asked again after so long. */
const AGAIN_MS = 1_000;

/**
 * Whether a database says nothing to anybody: stopped, or behind a network that swallows. Each call would otherwise wait
 * for all of its time to find out anew. A slow statement makes nothing silent, nor does a refusal: both are answers to
 * the connection that is opened to ask.
 */
export class PostgresSilence {
  isSilent = false;
  private isAsking = false;
  private isStopped = false;
  private cancel = () => {};

  /** @param onSilent what waits for an answer now need not wait any longer. */
  constructor(
    private readonly config: ClientConfig,
    private readonly clock: Clock,
    private readonly onSilent: () => void,
  ) {}

  /** Somebody begins to wait; returns what is called once there is an answer. */
  watch(): () => void {
    return this.clock.setTimer(SUSPECT_MS, () => this.suspect());
  }

  /** Nobody is told any more. */
  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  private suspect(): void {
    if (this.isAsking || this.isStopped) return;
    this.isAsking = true;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const isAnswered = await this.answersInTime();
    if (this.isStopped) return;
    if (isAnswered) {
      this.isAsking = false;
      this.isSilent = false;
      return;
    }
    if (!this.isSilent) {
      this.isSilent = true;
      this.onSilent();
    }
    this.cancel = this.clock.setTimer(AGAIN_MS, () => void this.ask());
  }

  private async answersInTime(): Promise<boolean> {
    const client = new Client(this.config);
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const cancel = this.clock.setTimer(PATIENCE_MS, () => resolve(false));
    const isAnswered = await Promise.race([answers(client), late]);
    cancel();
    // it may be in the middle of what it waits for
    client.end().catch(() => undefined);
    return isAnswered;
  }
}

/** Also with a refusal. */
async function answers(client: Client): Promise<boolean> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return true;
  }
}
