import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { Allowed } from '../../config/allowed.js';
import type { Store } from '../../storage/store.js';
import { StoreAwayError } from '../../storage/store.js';
import { Allowance } from './allowance.js';
import { ScopesRepository } from './scopes.repository.js';
import type { NamedScope, ScopeKind } from './scopes.js';

/** What changes on another node is seen here after so long. */
const REFRESH_MS = 2_000;

/** Teams, users, selectors and their like, of the operator's file and of the store, as they are now. */
export class Directory {
  private readonly repository = new ScopesRepository();
  private readonly declared: readonly NamedScope[];
  private byKey: ReadonlyMap<string, NamedScope>;
  /** What the operator's file says of all calls together: it holds beside what the store says. `null` = nothing. */
  readonly declaredEverything: NamedScope | null;
  private allowances = new Map<string, Allowance | null>();
  private forAll: readonly Allowance[] | null = null;
  private lists = new Map<ScopeKind, readonly NamedScope[]>();
  private readonly listeners: (() => void)[] = [];
  private text = '';
  private count = 0;
  /** What the store says is known; `false` = it was away since the start. */
  isKnown: boolean;
  private stopRefreshing: (() => void) | null = null;
  /** It could not be read, which was told. */
  private isStale = false;

  /**
   * @param declared in the operator's file; they go before those of the store.
   * @param alsoRefresh what else of the store is read again and again.
   */
  constructor(
    private readonly store: Store | null,
    declared: readonly NamedScope[],
    private readonly clock: Clock,
    private readonly alsoRefresh: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.declaredEverything = declared.find(({ kind }) => kind === 'everything') ?? null;
    this.declared = declared.filter((scope) => scope !== this.declaredEverything);
    this.byKey = indexed(this.declared);
    this.isKnown = store === null;
  }

  /** Reads them, and, where other nodes may change them, again and again. @throws StoreAwayError */
  async open(): Promise<void> {
    await this.refresh();
    if (this.store?.dialect === 'postgres') this.refreshLater();
  }

  close(): void {
    this.stopRefreshing?.();
  }

  /** How often they have changed. */
  get changes(): number {
    return this.count;
  }

  /** Called whenever they have changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** By name; the same list until something changes: each call asks for the selectors. */
  all(kind: ScopeKind): readonly NamedScope[] {
    const known = this.lists.get(kind);
    if (known) return known;
    const scopes = [...this.byKey.values()].filter((scope) => scope.kind === kind);
    const list = scopes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.lists.set(kind, list);
    return list;
  }

  get(kind: ScopeKind, name = ''): NamedScope | null {
    return this.byKey.get(keyOf(kind, name)) ?? null;
  }

  /** What callers of a scope may ask for; `null` = it does not say. */
  allowanceOf(kind: ScopeKind, name: string | null): Allowance | null {
    if (name === null) return null;
    const key = keyOf(kind, name);
    const known = this.allowances.get(key);
    if (known !== undefined) return known;
    const allowed = this.byKey.get(key)?.definition.allowed ?? null;
    const allowance = allowed === null ? null : new Allowance(allowed);
    this.allowances.set(key, allowance);
    return allowance;
  }

  /** What all calls may ask for, as administrators and the file say it: both hold. */
  get allowedForAll(): readonly Allowed[] {
    const scopes = [this.get('everything'), this.declaredEverything];
    return scopes.flatMap((scope) => scope?.definition.allowed ?? []);
  }

  /** The same list until something changes. */
  get allowancesForAll(): readonly Allowance[] {
    this.forAll ??= this.allowedForAll.map((allowed) => new Allowance(allowed));
    return this.forAll;
  }

  /** It was put into the store here: it holds from now on, be the store away the next moment. */
  put(scope: NamedScope): void {
    this.replaceBy([...[...this.byKey.values()].filter(isStored), scope], '');
  }

  /** It was taken out of the store here. */
  remove(kind: ScopeKind, name: string): void {
    const others = [...this.byKey.values()].filter((scope) => scope.kind !== kind || scope.name !== name);
    this.replaceBy(others.filter(isStored), '');
  }

  /** Reads them anew. @throws StoreAwayError */
  async refresh(): Promise<void> {
    if (this.store === null) return;
    const { changes } = this;
    const stored = await this.repository.all(this.store.db);
    // what was changed here meanwhile may not have been seen
    if (changes !== this.changes) return this.refresh();
    const text = JSON.stringify(
      stored.toSorted((a, b) => (keyOf(a.kind, a.name) < keyOf(b.kind, b.name) ? -1 : 1)),
    );
    if (text !== this.text) this.replaceBy(stored, text);
    this.isKnown = true;
  }

  /** @param text of all that is stored, to see whether it has changed; '' = not known. */
  private replaceBy(stored: readonly NamedScope[], text: string): void {
    this.count += 1;
    this.text = text;
    this.byKey = indexed([...stored, ...this.declared]);
    this.allowances = new Map();
    this.forAll = null;
    this.lists = new Map();
    for (const listener of this.listeners) listener();
  }

  private refreshLater(): void {
    this.stopRefreshing = this.clock.setTimer(REFRESH_MS, () => {
      Promise.all([this.refresh(), this.alsoRefresh()])
        .then(
          () => (this.isStale = false),
          (error: unknown) => this.wasNotRead(error),
        )
        .finally(() => this.refreshLater());
    });
  }

  /** What was read last holds until it can be read again. */
  private wasNotRead(error: unknown): void {
    if (error instanceof StoreAwayError || this.isStale) return;
    this.isStale = true;
    new Logger('Identity').error(`What the store says of callers cannot be read: ${nameOf(error)}`);
  }
}

function indexed(scopes: readonly NamedScope[]): ReadonlyMap<string, NamedScope> {
  return new Map(scopes.map((scope) => [keyOf(scope.kind, scope.name), scope]));
}

function isStored({ isFromFile }: NamedScope): boolean {
  return !isFromFile;
}

function keyOf(kind: ScopeKind, name: string): string {
  return `${kind}:${name}`;
}

/** Its message may quote what was asked. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
