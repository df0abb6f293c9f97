import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';
import { ADMIN_PATH } from './admin-path.js';
import { DEFAULTS_BODY, EVERYTHING_BODY, NAMED_BODY, SELECTOR_BODY } from './admin-bodies.js';
import { limitAloneIn, type Page, type PageQuery } from './admin-pages.js';
import { nameInPath } from './name-in-path.js';
import { NearEndBudgets, type NearEndList } from './near-end-budgets.js';
import type { Standing } from './admin-budgets.js';
import { AdminScopes, type ShownDefaults, type ShownEverything, type ShownScope } from './admin-scopes.js';

const api = lazy(() => require('./admin-api.decorators.js') as typeof import('./admin-api.decorators.js'));

/** What teams may spend, and ask for. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/teams`)
export class TeamsController {
  constructor(private readonly scopes: AdminScopes) {}

  @Get()
  @Documented(() => api().ApiListScopes('team'))
  list(@Query() query: PageQuery): Promise<Page<Standing<ShownScope>>> {
    return this.scopes.list('team', query);
  }

  @Get(':name')
  @Documented(() => api().ApiGetScope('team'))
  get(@Param('name', nameInPath) name: string): Promise<Standing<ShownScope>> {
    return this.scopes.get('team', name);
  }

  @Put(':name')
  @Documented(() => api().ApiPutScope('team', NAMED_BODY))
  put(
    @Req() request: Request,
    @Param('name', nameInPath) name: string,
    @Body() body: unknown,
  ): Promise<ShownScope> {
    return this.scopes.put(request, { kind: 'team', name, body, schema: NAMED_BODY });
  }

  @Delete(':name')
  @HttpCode(204)
  @Documented(() => api().ApiDeleteScope('team'))
  remove(@Req() request: Request, @Param('name', nameInPath) name: string): Promise<void> {
    return this.scopes.remove(request, 'team', name);
  }
}

/** What users may spend, and ask for, with all of their keys. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/users`)
export class UsersController {
  constructor(private readonly scopes: AdminScopes) {}

  @Get()
  @Documented(() => api().ApiListScopes('user'))
  list(@Query() query: PageQuery): Promise<Page<Standing<ShownScope>>> {
    return this.scopes.list('user', query);
  }

  @Get(':name')
  @Documented(() => api().ApiGetScope('user'))
  get(@Param('name', nameInPath) name: string): Promise<Standing<ShownScope>> {
    return this.scopes.get('user', name);
  }

  @Put(':name')
  @Documented(() => api().ApiPutScope('user', NAMED_BODY))
  put(
    @Req() request: Request,
    @Param('name', nameInPath) name: string,
    @Body() body: unknown,
  ): Promise<ShownScope> {
    return this.scopes.put(request, { kind: 'user', name, body, schema: NAMED_BODY });
  }

  @Delete(':name')
  @HttpCode(204)
  @Documented(() => api().ApiDeleteScope('user'))
  remove(@Req() request: Request, @Param('name', nameInPath) name: string): Promise<void> {
    return this.scopes.remove(request, 'user', name);
  }
}

/** What all calls together may spend, and those that have something in common. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/budgets`)
export class BudgetsController {
  constructor(
    private readonly scopes: AdminScopes,
    private readonly nearEnd: NearEndBudgets,
  ) {}

  @Get('near-end')
  @Documented(() => api().ApiBudgetsNearEnd())
  near(@Query() query: Pick<PageQuery, 'limit'>): Promise<NearEndList> {
    return this.nearEnd.list(limitAloneIn(query));
  }

  @Get('everything')
  @Documented(() => api().ApiGetScope('everything'))
  everything(): Promise<ShownEverything> {
    return this.scopes.everything();
  }

  @Put('everything')
  @Documented(() => api().ApiPutScope('everything', EVERYTHING_BODY))
  putEverything(@Req() request: Request, @Body() body: unknown): Promise<ShownScope> {
    return this.scopes.put(request, { kind: 'everything', name: '', body, schema: EVERYTHING_BODY });
  }

  @Delete('everything')
  @HttpCode(204)
  @Documented(() => api().ApiDeleteScope('everything'))
  removeEverything(@Req() request: Request): Promise<void> {
    return this.scopes.remove(request, 'everything', '');
  }

  @Get('selectors')
  @Documented(() => api().ApiListScopes('selector'))
  selectors(@Query() query: PageQuery): Promise<Page<Standing<ShownScope>>> {
    return this.scopes.list('selector', query);
  }

  @Get('selectors/:name')
  @Documented(() => api().ApiGetScope('selector'))
  selector(@Param('name', nameInPath) name: string): Promise<Standing<ShownScope>> {
    return this.scopes.get('selector', name);
  }

  @Put('selectors/:name')
  @Documented(() => api().ApiPutScope('selector', SELECTOR_BODY))
  putSelector(
    @Req() request: Request,
    @Param('name', nameInPath) name: string,
    @Body() body: unknown,
  ): Promise<ShownScope> {
    return this.scopes.put(request, { kind: 'selector', name, body, schema: SELECTOR_BODY });
  }

  @Delete('selectors/:name')
  @HttpCode(204)
  @Documented(() => api().ApiDeleteScope('selector'))
  removeSelector(@Req() request: Request, @Param('name', nameInPath) name: string): Promise<void> {
    return this.scopes.remove(request, 'selector', name);
  }
}

/** What new keys and teams begin with. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/defaults`)
export class DefaultsController {
  constructor(private readonly scopes: AdminScopes) {}

  @Get()
  @Documented(() => api().ApiGetScope('defaults'))
  get(): ShownDefaults {
    return this.scopes.defaults();
  }

  @Put()
  @Documented(() => api().ApiPutScope('defaults', DEFAULTS_BODY))
  put(@Req() request: Request, @Body() body: unknown): Promise<ShownDefaults> {
    return this.scopes.putDefaults(request, body, DEFAULTS_BODY);
  }
}
