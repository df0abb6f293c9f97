import {
  KEEP_MS,
  LEASE_MS,
  type AnswerStore,
  type Claim,
  type ClaimOutcome,
  type KeptAnswer,
} from './answer-store.js';

/** An answer takes so much beside its body. */
const ENTRY_BYTES = 1_024;

interface Entry {
  readonly claim: Claim;
  expiresAt: number;
  /** `null` = it is under way. */
  answer: KeptAnswer | null;
}

/** Remembers answers in this process, as long as it lives. */
export class MemoryAnswerStore implements AnswerStore {
  /** In the order in which they were answered, or claimed. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  /** @param maxBytes of answers are kept in all; the oldest go first. */
  constructor(private readonly maxBytes: number) {}

  claim(claim: Claim, nowMs: number): Promise<ClaimOutcome> {
    return Promise.resolve(this.claimNow(claim, nowMs));
  }

  renew(claim: Claim, nowMs: number): Promise<void> {
    const entry = this.entryOf(claim);
    if (entry) entry.expiresAt = nowMs + LEASE_MS;
    return Promise.resolve();
  }

  keep(claim: Claim, answer: KeptAnswer, nowMs: number): Promise<void> {
    if (this.entryOf(claim)) {
      this.remove(claim.id);
      this.add({ claim, answer, expiresAt: nowMs + KEEP_MS });
      this.makeRoom(nowMs);
    }
    return Promise.resolve();
  }

  release(claim: Claim): Promise<void> {
    if (this.entryOf(claim)) this.remove(claim.id);
    return Promise.resolve();
  }

  heldBytes(): Promise<number> {
    return Promise.resolve(this.bytes);
  }

  private claimNow(claim: Claim, nowMs: number): ClaimOutcome {
    const known = this.entries.get(claim.id);
    if (known && known.expiresAt > nowMs) {
      if (known.claim.fingerprint !== claim.fingerprint) return 'other';
      return known.answer ?? 'running';
    }
    this.remove(claim.id);
    this.add({ claim, answer: null, expiresAt: nowMs + LEASE_MS });
    return 'first';
  }

  private entryOf({ id, token }: Claim): Entry | null {
    const entry = this.entries.get(id);
    return entry?.claim.token === token && entry.answer === null ? entry : null;
  }

  private add(entry: Entry): void {
    this.entries.set(entry.claim.id, entry);
    this.bytes += sizeOf(entry);
  }

  private remove(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.bytes -= sizeOf(entry);
  }

  /** What is under way stays: without it, the same would be asked twice at once. */
  private makeRoom(nowMs: number): void {
    for (const [id, { answer, expiresAt }] of this.entries) {
      const isOld = expiresAt <= nowMs;
      if (!isOld && this.bytes <= this.maxBytes) return;
      if (isOld || answer !== null) this.remove(id);
    }
  }
}

function sizeOf({ answer }: Entry): number {
  return ENTRY_BYTES + (answer?.body.byteLength ?? 0);
}
