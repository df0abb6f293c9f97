import type { Clock } from '../../common/clock.js';
import type { KeyCaller } from './key-caller.js';
import { idIn } from './key-format.js';

/** A change on another node is seen after so long: a key that was revoked there opens nothing for longer. */
const FRESH_MS = 3_000;
/** Of one that is used, the store is asked again so early that nobody waits for it. */
const RENEWED_MS = 2_000;
/** Nobody can have guessed a key that is yet to be made. */
const UNKNOWN_MS = 60_000;
/** While the store is away, callers whom it let in before are let in for so long. */
const STALE_MS = 600_000;
const MAX_KNOWN = 20_000;
const MAX_UNKNOWN = 50_000;

/** A store that is away is asked again after so long. */
const AGAIN_MS = 1_000;

interface Verdict {
  readonly caller: KeyCaller;
  /** When the store said so, when it is asked again though the verdict holds, and until when it does; monotonic. */
  readonly saidAtMs: number;
  readonly renewedAtMs: number;
  readonly freshUntilMs: number;
}

/** A look into the store that all who ask meanwhile share. */
interface Asking {
  /** Of the key, as it is spelled. */
  readonly id: string | null;
  readonly mark: symbol;
  readonly answer: Promise<KeyCaller | null>;
}

/** Asks the store whose key that is; `null` = nobody's. */
export type LookUp = (key: string) => Promise<KeyCaller | null>;

/** Whose keys callers sent lately. Several who ask at once share one look into the store. */
export class KeyVerdicts {
  private readonly known = new Map<string, Verdict>();
  private readonly unknown = new Map<string, number>();
  private readonly asking = new Map<string, Asking>();

  constructor(
    private readonly lookUp: LookUp,
    private readonly clock: Clock,
  ) {}

  /**
   * @param hash of `key`, whatever hash: the same for the same.
   * @returns `undefined` = the store has to be asked; `null` = nobody's key.
   */
  atOnce(hash: string, key: string): KeyCaller | null | undefined {
    const nowMs = this.clock.monotonicMs();
    const verdict = this.known.get(hash);
    if (verdict && nowMs < verdict.freshUntilMs) {
      if (nowMs >= verdict.renewedAtMs) this.renew(hash, key);
      return this.good(verdict.caller);
    }
    const unknownAtMs = this.unknown.get(hash);
    return unknownAtMs !== undefined && nowMs - unknownAtMs < UNKNOWN_MS ? null : undefined;
  }

  /** @throws what the store throws, where nothing is known of the key. */
  of(hash: string, key: string): Promise<KeyCaller | null> {
    const known = this.asking.get(hash);
    if (known) return known.answer;
    const mark = Symbol('asking');
    const answer = this.ask(hash, key, mark);
    this.asking.set(hash, { id: idIn(key), mark, answer });
    return answer;
  }

  private renew(hash: string, key: string): void {
    if (this.asking.has(hash)) return;
    // a store that is away is told of to who asks once the verdict is old
    this.of(hash, key).catch(() => undefined);
  }

  /** The key of this id was changed here: it is looked up anew, however it is spelled. Of others nothing is forgotten. */
  forget(id: string): void {
    for (const [hash, { caller }] of this.known) if (caller.id === id) this.known.delete(hash);
    for (const [hash, asking] of this.asking) if (asking.id === id) this.asking.delete(hash);
  }

  /** The key of this id was changed elsewhere: it is looked up anew; while the store is away it is what it was. */
  expire(id: string): void {
    for (const [hash, verdict] of this.known)
      if (verdict.caller.id === id) this.known.set(hash, { ...verdict, freshUntilMs: -Infinity });
    for (const [hash, asking] of this.asking) if (asking.id === id) this.asking.delete(hash);
  }

  private async ask(hash: string, key: string, mark: symbol): Promise<KeyCaller | null> {
    const isOvertaken = () => this.asking.get(hash)?.mark !== mark;
    try {
      const caller = await this.lookUp(key);
      // what was read may be what it was before the change; unkept, it would be no good once the store is away
      if (isOvertaken()) return this.of(hash, key);
      this.keep(hash, caller);
      return this.good(caller);
    } catch (error) {
      const before = this.known.get(hash);
      const nowMs = this.clock.monotonicMs();
      if (!before || nowMs - before.saidAtMs > STALE_MS) throw error;
      const againAtMs = nowMs + AGAIN_MS;
      put(this.known, hash, { ...before, renewedAtMs: againAtMs, freshUntilMs: againAtMs }, MAX_KNOWN);
      return this.good(before.caller);
    } finally {
      if (!isOvertaken()) this.asking.delete(hash);
    }
  }

  private keep(hash: string, caller: KeyCaller | null): void {
    const nowMs = this.clock.monotonicMs();
    if (caller === null) {
      this.known.delete(hash);
      put(this.unknown, hash, nowMs, MAX_UNKNOWN);
    } else {
      const [renewedAtMs, freshUntilMs] = [nowMs + RENEWED_MS, nowMs + FRESH_MS];
      put(this.known, hash, { caller, saidAtMs: nowMs, renewedAtMs, freshUntilMs }, MAX_KNOWN);
    }
  }

  private good(caller: KeyCaller | null): KeyCaller | null {
    return caller?.isGoodAt(this.clock.nowMs()) === true ? caller : null;
  }
}

/** The newest are kept. */
function put<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= max) return;
  const [oldest] = map.keys();
  map.delete(oldest!);
}
