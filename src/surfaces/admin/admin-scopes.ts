import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { GatewayError } from '../../common/errors.js';
import { Administration } from '../../governance/identity/administration.js';
import { describeDefaults, describeScope } from '../../governance/identity/describe.js';
import { Identity } from '../../governance/identity/identity.js';
import type { NamedScope, ScopeDefinition, ScopeKind } from '../../governance/identity/scopes.js';
import { actorOf } from './admin-actor.js';
import { AdminBudgets, type Standing } from './admin-budgets.js';
import { checkedBody, requireSame } from './admin-bodies.js';
import { pageIn, pageOf, type Page, type PageQuery } from './admin-pages.js';
import { isFromFile, notThere } from './admin-refusals.js';
import { KnownRoutes } from './known-routes.js';

export type ShownScope = ReturnType<typeof describeScope>;
/** All calls together. */
export type ShownEverything = Standing<ShownScope> & { readonly declared: Standing<ShownScope> | null };
export type ShownDefaults = ReturnType<typeof describeDefaults>;
type SpendingKind = Exclude<ScopeKind, 'defaults'>;

/** The one of a kind that there is one of has none. */
const NAME = /^\P{Cc}{0,200}$/u;

/** A scope that is to be as the body says. */
export interface ScopeToPut {
  readonly kind: ScopeKind;
  /** '' where there is one of its kind. */
  readonly name: string;
  readonly body: unknown;
  /** Of the body. */
  readonly schema: object;
}

/** Teams, users, selectors and their like, as administrators see and change them. */
@Injectable()
export class AdminScopes {
  constructor(
    private readonly administration: Administration,
    private readonly identity: Identity,
    private readonly routes: KnownRoutes,
    private readonly budgets: AdminBudgets,
  ) {}

  async list(kind: SpendingKind, query: PageQuery): Promise<Page<Standing<ShownScope>>> {
    const { limit, after } = pageIn(query);
    const all = this.identity.directory.all(kind).filter(({ name }) => after === null || name > after);
    const { data, next } = pageOf(all, limit, { idOf: ({ name }) => name, show: describeScope });
    return { data: await this.standing(kind, data), next };
  }

  /** @throws GatewayError `request.not_found` */
  async get(kind: SpendingKind, name: string): Promise<Standing<ShownScope>> {
    const scope = this.identity.directory.get(kind, name);
    if (!scope) throw notThere(kind, name);
    const [shown] = await this.standing(kind, [describeScope(scope)]);
    return shown!;
  }

  /** What administrators say, and beside it what the operator's file does: both hold. */
  async everything(): Promise<ShownEverything> {
    const { declaredEverything } = this.identity.directory;
    const both = [this.only('everything'), ...(declaredEverything ? [declaredEverything] : [])];
    const [shown, declared] = await this.standing('everything', both.map(describeScope));
    return { ...shown!, declared: declared ?? null };
  }

  defaults(): ShownDefaults {
    return describeDefaults(this.only('defaults'));
  }

  /** @throws GatewayError `request.invalid` */
  async put(request: Request, toPut: ScopeToPut & { readonly kind: SpendingKind }): Promise<ShownScope> {
    return describeScope(await this.putScope(request, toPut));
  }

  /** @throws GatewayError `request.invalid` */
  async putDefaults(request: Request, body: unknown, schema: object): Promise<ShownDefaults> {
    return describeDefaults(await this.putScope(request, { kind: 'defaults', name: '', body, schema }));
  }

  private async putScope(request: Request, { kind, name, body, schema }: ScopeToPut): Promise<NamedScope> {
    if (!NAME.test(name)) {
      throw new GatewayError('request.invalid', 'A name has up to 200 printable characters.', {
        param: 'name',
      });
    }
    const asked = checkedBody<ScopeDefinition>(schema, body);
    requireSame(body, 'name', name);
    this.routes.check(asked);
    this.routes.check(asked.key ?? {}, 'key.');
    this.routes.check(asked.team ?? {}, 'team.');
    const { directory } = this.identity;
    const known = directory.get(kind, name);
    if (known?.isFromFile) throw isFromFile(kind, name);
    const isNewTeam = kind === 'team' && known === null;
    const defaults = isNewTeam ? (directory.get('defaults')?.definition.team ?? {}) : {};
    const definition = { ...defaults, ...asked };
    return this.administration.putScope(actorOf(request), kind, name, definition);
  }

  private standing(kind: SpendingKind, shown: readonly ShownScope[]) {
    return this.budgets.standing(shown, ({ name = '' }) => ({ kind, id: name }));
  }

  /** Of a kind that there is one of; empty, where nobody has said anything. */
  private only(kind: 'everything' | 'defaults'): NamedScope {
    return this.identity.directory.get(kind) ?? { kind, name: '', definition: {}, isFromFile: false };
  }

  /** @throws GatewayError `request.not_found` */
  async remove(request: Request, kind: ScopeKind, name: string): Promise<void> {
    if (this.identity.directory.get(kind, name)?.isFromFile) throw isFromFile(kind, name);
    if (!(await this.administration.deleteScope(actorOf(request), kind, name))) throw notThere(kind, name);
  }
}
