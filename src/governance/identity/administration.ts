import { isDeepStrictEqual } from 'node:util';
import { CompiledQuery, type Transaction } from 'kysely';
import type { Clock } from '../../common/clock.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { AuditLog, type Act, type Actor } from '../audit/audit-log.js';
import { FileSelectors } from '../budgets/file-selectors.js';
import type { Identity } from './identity.js';
import { newKey, newKeyId } from './key-format.js';
import { ScopesRepository } from './scopes.repository.js';
import type { NamedScope, ScopeDefinition, ScopeKind } from './scopes.js';
import { describeAny, describeKey } from './describe.js';
import type { KeyGrant, VirtualKey } from './virtual-key.js';

/** A key, and what it is spelled like: told once. */
export interface SpelledKey {
  readonly key: VirtualKey;
  readonly secret: string;
}

/** What administrators do to keys, teams, users and their like: each act is in the audit, or was not done. */
export class Administration {
  readonly audit: AuditLog;
  private readonly scopes = new ScopesRepository();

  constructor(
    private readonly store: Store,
    private readonly identity: Identity,
    private readonly clock: Clock,
    /** Has a selector count by what it asks for now. Left out = nothing is spent. */
    private readonly recount: (selector: string, isOther: boolean) => Promise<void> = () => Promise.resolve(),
  ) {
    this.audit = new AuditLog(store);
  }

  async createKey(actor: Actor, grant: KeyGrant): Promise<SpelledKey> {
    const { clock, identity } = this;
    const nowMs = clock.nowMs();
    const id = newKeyId();
    const secret = newKey(id);
    const key = { ...grant, id, createdAtMs: nowMs, updatedAtMs: nowMs, isFromFile: false };
    await this.beginTeam(actor, grant.team);
    await this.act(actor, async (transaction) => {
      await identity.keys.add(transaction, key, this.hashOf(secret));
      return { action: 'key.create', target: `key:${id}`, before: null, after: describeKey(key) };
    });
    identity.keyMade();
    return { key, secret };
  }

  /** @returns `null` = there is no such key. */
  async changeKey(
    actor: Actor,
    id: string,
    change: (grant: VirtualKey) => KeyGrant,
  ): Promise<VirtualKey | null> {
    const { clock, identity, store } = this;
    const known = await identity.keys.get(store.db, id);
    if (known) await this.beginTeam(actor, change(known).team);
    let changed: VirtualKey | null = null;
    await this.act(actor, async (transaction) => {
      const key = await identity.keys.get(transaction, id);
      if (key === null) return null;
      changed = { ...key, ...change(key), updatedAtMs: clock.nowMs() };
      await identity.keys.change(transaction, changed);
      return {
        action: 'key.change',
        target: `key:${id}`,
        before: describeKey(key),
        after: describeKey(changed),
      };
    });
    identity.keyChanged(id);
    return changed;
  }

  /** @param overlapMs so long the spelling before is good as well. @returns `null` = there is no such key. */
  async rotateKey(actor: Actor, id: string, overlapMs: number): Promise<SpelledKey | null> {
    const { clock, identity } = this;
    const nowMs = clock.nowMs();
    const secret = newKey(id);
    let rotated: VirtualKey | null = null;
    await this.act(actor, async (transaction) => {
      const key = await identity.keys.get(transaction, id);
      if (key === null) return null;
      rotated = { ...key, updatedAtMs: nowMs };
      const overlapUntilMs = nowMs + overlapMs;
      await identity.keys.respell(transaction, { id, hash: this.hashOf(secret), nowMs, overlapUntilMs });
      await identity.keys.change(transaction, rotated);
      const after = { overlap_until: new Date(overlapUntilMs).toISOString() };
      return { action: 'key.rotate', target: `key:${id}`, before: null, after };
    });
    identity.keyChanged(id);
    return rotated && { key: rotated, secret };
  }

  /** @returns whether there was such a key. */
  async deleteKey(actor: Actor, id: string): Promise<boolean> {
    const { clock, identity } = this;
    const isDone = await this.act(actor, async (transaction) => {
      const key = await identity.keys.get(transaction, id);
      if (key === null) return null;
      await identity.keys.remove(transaction, id, clock.nowMs());
      return { action: 'key.delete', target: `key:${id}`, before: describeKey(key), after: null };
    });
    identity.keyChanged(id);
    return isDone;
  }

  async putScope(
    actor: Actor,
    kind: ScopeKind,
    name: string,
    definition: ScopeDefinition,
  ): Promise<NamedScope> {
    const scope = { kind, name, definition, isFromFile: false };
    const known = this.identity.directory.get(kind, name);
    let isOther = false;
    await this.act(actor, async (transaction) => {
      if (kind === 'selector') {
        isOther = await this.isOther(transaction, scope);
        await new FileSelectors(this.store.dialect).forget(transaction, name);
      }
      await this.scopes.put(transaction, scope, this.clock.nowMs());
      const before = known && describeAny(known);
      return { action: `${kind}.put`, target: targetOf(kind, name), before, after: describeAny(scope) };
    });
    this.identity.directory.put(scope);
    if (kind === 'selector') await this.recount(name, isOther);
    return scope;
  }

  /** @returns whether there was such a one. */
  async deleteScope(actor: Actor, kind: ScopeKind, name: string): Promise<boolean> {
    const known = this.identity.directory.get(kind, name);
    if (known === null || known.isFromFile) return false;
    await this.act(actor, async (transaction) => {
      await this.scopes.remove(transaction, kind, name);
      if (kind === 'selector')
        await new FileSelectors(this.store.dialect).leave(transaction, name, this.clock.nowMs());
      return {
        action: `${kind}.delete`,
        target: targetOf(kind, name),
        before: describeAny(known),
        after: null,
      };
    });
    this.identity.directory.remove(kind, name);
    return true;
  }

  /**
   * A team that a key is the first to name begins as the defaults say, as one that is put does. What was said of it
   * meanwhile, here or on another node, stays.
   */
  private async beginTeam(actor: Actor, team: string | null): Promise<void> {
    const { declared, directory, keys } = this.identity;
    const defaults = directory.get('defaults')?.definition.team ?? {};
    if (team === null || Object.keys(defaults).length === 0 || directory.get('team', team)) return;
    if (declared.keys.some(({ key }) => key.team === team)) return;
    const ofTeam = { team, user: null, enabled: null, find: null };
    const named = await keys.list(this.store.db, { limit: 1, after: null }, ofTeam);
    if (named.length > 0) return;
    const scope: NamedScope = { kind: 'team', name: team, definition: defaults, isFromFile: false };
    const hasBegun = await this.act(actor, async (transaction) => {
      if (!(await this.scopes.begin(transaction, scope, this.clock.nowMs()))) return null;
      return { action: 'team.put', target: targetOf('team', team), before: null, after: describeAny(scope) };
    });
    if (hasBegun) directory.put(scope);
    else await directory.refresh();
  }

  /** It was not there, or asked for something else. */
  private async isOther(
    transaction: Transaction<Database>,
    { name, definition }: NamedScope,
  ): Promise<boolean> {
    const match = await this.scopes.matchOf(transaction, name);
    return match === null || !isDeepStrictEqual(match, definition.match ?? {});
  }

  /** @param act does it, and says what it did; `null` = nothing. */
  private async act(
    actor: Actor,
    act: (transaction: Transaction<Database>) => Promise<Act | null>,
  ): Promise<boolean> {
    return this.store.db.transaction().execute(async (transaction) => {
      const done = await act(transaction);
      if (done === null) return false;
      await this.audit.append(transaction, actor, done, this.clock.nowMs());
      const news = this.store.news?.tell(done.target);
      if (news) await transaction.executeQuery(CompiledQuery.raw(news.sql, [...news.parameters]));
      return true;
    });
  }

  private hashOf(secret: string): string {
    const { hasher } = this.identity;
    if (hasher === null) throw new TypeError('keys are made where a store is open');
    return hasher.hashOf(secret);
  }
}

function targetOf(kind: ScopeKind, name: string): string {
  return name === '' ? kind : `${kind}:${name}`;
}
