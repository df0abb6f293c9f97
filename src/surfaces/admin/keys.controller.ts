import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import type { Request } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { lazy } from '../../common/lazy.js';
import { Administration } from '../../governance/identity/administration.js';
import type { Scope } from '../../governance/budgets/budget.js';
import { describeKey } from '../../governance/identity/describe.js';
import { Identity } from '../../governance/identity/identity.js';
import type { KeyFilter } from '../../governance/identity/keys.repository.js';
import type { VirtualKey } from '../../governance/identity/virtual-key.js';
import { Documented } from '../../openapi/documented.js';
import { ADMIN_PATH } from './admin-path.js';
import { actorOf } from './admin-actor.js';
import { AdminBudgets, type Standing } from './admin-budgets.js';
import { KEY_FILTERS, keyFilterIn, type KeyQuery } from './key-filter.js';
import { KnownRoutes } from './known-routes.js';
import {
  checkedBody,
  KEY_BODY,
  KEY_CHANGE,
  requireSame,
  ROTATION_BODY,
  type KeyBody,
} from './admin-bodies.js';
import { pageIn, pageOf, type Page } from './admin-pages.js';
import { isFromFile, notThere } from './admin-refusals.js';
import { toChangedKey, toNewKey } from './to-key-grant.js';

const api = lazy(() => require('./admin-api.decorators.js') as typeof import('./admin-api.decorators.js'));

type ShownKey = ReturnType<typeof describeKey>;
type SpelledKey = ShownKey & { readonly key: string };

/** Virtual keys: made, shown, changed and taken back by administrators. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/keys`)
export class KeysController {
  constructor(
    private readonly administration: Administration,
    private readonly identity: Identity,
    private readonly routes: KnownRoutes,
    private readonly budgets: AdminBudgets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Documented(() => api().ApiCreateKey())
  async create(@Req() request: Request, @Body() body: unknown): Promise<SpelledKey> {
    const asked = checkedBody<KeyBody>(KEY_BODY, body);
    this.routes.check(asked);
    const defaults = this.identity.directory.get('defaults')?.definition.key ?? {};
    const grant = toNewKey(asked, defaults, this.clock.nowMs());
    const { key, secret } = await this.administration.createKey(actorOf(request), grant);
    return { ...describeKey(key), key: secret };
  }

  /** Those of the file stand among those of the store, by their ids. */
  @Get()
  @Documented(() => api().ApiListKeys())
  async list(@Query() query: KeyQuery): Promise<Page<Standing<ShownKey>>> {
    const { limit, after } = pageIn(query, ...KEY_FILTERS);
    const filter = keyFilterIn(query);
    const declared = this.declared.filter((key) => (after === null || key.id > after) && isOf(key, filter));
    const { store, keys } = this.identity;
    const stored = store ? await keys.list(store.db, { limit: limit + 1, after }, filter) : [];
    const all = [...declared, ...stored].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const { data, next } = pageOf(all, limit, { idOf: ({ id }) => id, show: describeKey });
    return { data: await this.budgets.standing(data, scopeOf), next };
  }

  @Get(':id')
  @Documented(() => api().ApiGetKey())
  async get(@Param('id') id: string): Promise<Standing<ShownKey>> {
    const { store, keys } = this.identity;
    const key = this.declaredAs(id) ?? (store && (await keys.get(store.db, id)));
    if (!key) throw notThere('key', id);
    const [shown] = await this.budgets.standing([describeKey(key)], scopeOf);
    return shown!;
  }

  @Patch(':id')
  @Documented(() => api().ApiChangeKey())
  async change(@Req() request: Request, @Param('id') id: string, @Body() body: unknown): Promise<ShownKey> {
    const asked = checkedBody<KeyBody>(KEY_CHANGE, body);
    requireSame(body, 'id', id);
    this.routes.check(asked);
    this.refuseDeclared(id);
    const key = await this.administration.changeKey(actorOf(request), id, (before) =>
      toChangedKey(asked, before),
    );
    if (key === null) throw notThere('key', id);
    return describeKey(key);
  }

  @Delete(':id')
  @HttpCode(204)
  @Documented(() => api().ApiDeleteKey())
  async remove(@Req() request: Request, @Param('id') id: string): Promise<void> {
    this.refuseDeclared(id);
    if (!(await this.administration.deleteKey(actorOf(request), id))) throw notThere('key', id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Documented(() => api().ApiRotateKey())
  async rotate(@Req() request: Request, @Param('id') id: string, @Body() body: unknown): Promise<SpelledKey> {
    const { overlap_s = 0 } = checkedBody<{ readonly overlap_s?: number }>(ROTATION_BODY, body ?? {});
    this.refuseDeclared(id);
    const rotated = await this.administration.rotateKey(actorOf(request), id, overlap_s * 1_000);
    if (rotated === null) throw notThere('key', id);
    return { ...describeKey(rotated.key), key: rotated.secret };
  }

  private get declared(): readonly VirtualKey[] {
    return this.identity.declared.keys.map(({ key }) => key);
  }

  private declaredAs(id: string): VirtualKey | undefined {
    return this.declared.find((key) => key.id === id);
  }

  private refuseDeclared(id: string): void {
    if (this.declaredAs(id)) throw isFromFile('key', id);
  }
}

function scopeOf({ id }: ShownKey): Scope {
  return { kind: 'key', id };
}

function isOf(key: VirtualKey, { team, user, enabled, find }: KeyFilter): boolean {
  const text = find?.toLowerCase() ?? '';
  return (
    [key.id, key.name, key.user, key.team].some((each) => each?.toLowerCase().includes(text)) &&
    (team === null || key.team === team) &&
    (user === null || key.user === user) &&
    (enabled === null || key.enabled === enabled)
  );
}
