import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { GatewayError } from '../../common/errors.js';
import { Administration } from '../../governance/identity/administration.js';
import { describeScope } from '../../governance/identity/describe.js';
import { Identity } from '../../governance/identity/identity.js';
import type { ScopeDefinition, ScopeKind } from '../../governance/identity/scopes.js';
import { actorOf } from './admin-actor.js';
import { checkedBody } from './admin-bodies.js';
import { limitOf, pageOf, type Page, type PageQuery } from './admin-pages.js';
import { isFromFile, notThere } from './admin-refusals.js';
import { KnownRoutes } from './known-routes.js';

export type ShownScope = ReturnType<typeof describeScope>;

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
  ) {}

  list(kind: ScopeKind, query: PageQuery): Page<ShownScope> {
    const limit = limitOf(query);
    const { after } = query;
    const all = this.identity.directory.all(kind).filter(({ name }) => after === undefined || name > after);
    return pageOf(all, limit, { idOf: ({ name }) => name, show: describeScope });
  }

  /** @throws GatewayError `request.not_found` */
  get(kind: ScopeKind, name: string): ShownScope {
    const scope = this.identity.directory.get(kind, name);
    if (!scope) throw notThere(kind, name);
    return describeScope(scope);
  }

  getOrEmpty(kind: 'everything' | 'defaults'): ShownScope {
    const scope = this.identity.directory.get(kind);
    return describeScope(scope ?? { kind, name: '', definition: {}, isFromFile: false });
  }

  /** @throws GatewayError `request.invalid` */
  async put(request: Request, { kind, name, body, schema }: ScopeToPut): Promise<ShownScope> {
    if (name.length > 200 || /\p{Cc}/u.test(name)) {
      throw new GatewayError('request.invalid', 'A name has up to 200 printable characters.', {
        param: 'name',
      });
    }
    const asked = checkedBody<ScopeDefinition>(schema, body);
    this.routes.check(asked);
    this.routes.check(asked.key ?? {}, 'key.');
    this.routes.check(asked.team ?? {}, 'team.');
    const { directory } = this.identity;
    const known = directory.get(kind, name);
    if (known?.isFromFile) throw isFromFile(kind, name);
    const isNewTeam = kind === 'team' && known === null;
    const defaults = isNewTeam ? (directory.get('defaults')?.definition.team ?? {}) : {};
    const definition = { ...defaults, ...asked };
    return describeScope(await this.administration.putScope(actorOf(request), kind, name, definition));
  }

  /** @throws GatewayError `request.not_found` */
  async remove(request: Request, kind: ScopeKind, name: string): Promise<void> {
    if (this.identity.directory.get(kind, name)?.isFromFile) throw isFromFile(kind, name);
    if (!(await this.administration.deleteScope(actorOf(request), kind, name))) throw notThere(kind, name);
  }
}
