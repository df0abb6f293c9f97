import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { asSoonAsThere } from '../../storage/as-soon-as-there.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import { Directory } from './directory.js';
import { KeyCaller } from './key-caller.js';
import { KeyHasher } from './key-hasher.js';
import { idIn, isLikeKey } from './key-format.js';
import { KeyVerdicts } from './key-verdicts.js';
import { KeysRepository } from './keys.repository.js';
import type { NamedScope } from './scopes.js';
import type { VirtualKey } from './virtual-key.js';

/** A key of the operator's file, and what it is spelled like. */
export interface DeclaredKey {
  readonly key: VirtualKey;
  readonly secret: string;
}

/** What the operator's file says of callers. */
export interface DeclaredIdentity {
  readonly keys: readonly DeclaredKey[];
  readonly scopes: readonly NamedScope[];
}

export const NOBODY_DECLARED: DeclaredIdentity = Object.freeze({ keys: [], scopes: [] });

const KEY_PREFIX = 'key:';

/** Who calls, by virtual keys of the store and of the operator's file. */
export class Identity {
  readonly directory: Directory;
  readonly keys: KeysRepository;
  /** `null` = there is no store. */
  hasher: KeyHasher | null = null;
  private readonly verdicts: KeyVerdicts;
  private hasStoredKeys = false;
  private stopOpening: (() => void) | null = null;
  private stopHearing: (() => void) | null = null;
  /** What the store says of callers is known; `false` = it was away since the start. */
  isOpen: boolean;

  constructor(
    readonly store: Store | null,
    private readonly clock: Clock,
    readonly declared: DeclaredIdentity = NOBODY_DECLARED,
  ) {
    this.isOpen = store === null;
    // others have ids that no key of the store has
    const spelledAlike = declared.keys.filter(({ key, secret }) => idIn(secret) === key.id);
    this.keys = new KeysRepository(spelledAlike.map(({ key }) => key.id));
    this.directory = new Directory(store, declared.scopes, clock, () => this.lookForKeys());
    this.verdicts = new KeyVerdicts((key) => this.lookUp(key), clock);
  }

  /** Reads what is needed before the first caller comes; from a store that is away, as soon as it is back. */
  async open(): Promise<void> {
    const { store } = this;
    if (store === null) return;
    const onFailed = (error: unknown) =>
      new Logger('Identity').error(`Keys cannot be read: ${nameOf(error)}`);
    this.stopOpening = await asSoonAsThere(this.clock, () => this.read(store), onFailed);
  }

  close(): void {
    this.stopHearing?.();
    this.stopOpening?.();
    this.directory.close();
  }

  /** There is at least one virtual key, so that callers need one; or it is not known yet that there is none. */
  get hasKeys(): boolean {
    return !this.isOpen || this.hasStoredKeys || this.declared.keys.length > 0;
  }

  /**
   * @param hash of `key`: the same for the same.
   * @returns `undefined` = the store has to be asked; `null` = nobody's key.
   */
  atOnce(hash: string, key: string): KeyCaller | null | undefined {
    if (this.store === null) return null;
    const known = this.verdicts.atOnce(hash, key);
    // of what is no key at all nothing is ever known
    return known === undefined && !isLikeKey(key) ? null : known;
  }

  /** @throws StoreAwayError where nothing is known of the key. */
  of(hash: string, key: string): Promise<KeyCaller | null> {
    return this.verdicts.of(hash, key);
  }

  /** A key was made here: callers need one from now on. */
  keyMade(): void {
    this.hasStoredKeys = true;
  }

  /** A key was changed here: it holds from now on, and of others nothing is forgotten. */
  keyChanged(id: string): void {
    this.verdicts.forget(id);
  }

  /** One that is made on another node closes this one, too. */
  private async lookForKeys(): Promise<void> {
    this.hasStoredKeys ||= this.store !== null && (await this.keys.hasAny(this.store.db));
  }

  /** @param changed what an administrator has changed, such as `key:…` or `team:…`; `null` = it may be anything. */
  private hear(changed: string | null): void {
    const isKey = changed?.startsWith(KEY_PREFIX) === true;
    if (isKey) this.verdicts.expire(changed.slice(KEY_PREFIX.length));
    (isKey ? this.lookForKeys() : this.directory.refresh()).catch((error: unknown) => {
      // it is read again and again
      if (!(error instanceof StoreAwayError))
        new Logger('Identity').error(`News of the store were not read: ${nameOf(error)}`);
    });
  }

  private async read(store: Store): Promise<void> {
    this.hasher = await KeyHasher.of(store);
    await this.lookForKeys();
    await this.directory.open();
    this.stopHearing ??= store.news?.hear(this.clock, (text) => this.hear(text)) ?? null;
    this.isOpen = true;
  }

  private async lookUp(key: string): Promise<KeyCaller | null> {
    const { hasher, store } = this;
    if (store === null) return null;
    if (hasher === null) throw new StoreAwayError('The store has not been reached yet.');
    const found = await this.keys.byHash(store.db, hasher.hashOf(key), this.clock.nowMs());
    return found && new KeyCaller(found, this.directory);
  }
}

/** Its message may quote what was asked. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
