import { Controller, Get, Inject } from '@nestjs/common';
import { ForAdmins } from '../../access/public.decorator.js';
import { lazy } from '../../common/lazy.js';
import { ENVIRONMENT, type Environment } from '../../config/environment.js';
import { Documented } from '../../openapi/documented.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { ADMIN_PATH } from './admin-path.js';
import { describeProvider, describeRoute, describeSetting } from './configuration-json.js';

const api = lazy(
  () => require('./configuration-api.decorators.js') as typeof import('./configuration-api.decorators.js'),
);

/** What the gateway was started with; read once, so it holds until the process ends. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/configuration`)
export class ConfigurationController {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly destinations: DestinationRegistry,
  ) {}

  @Get()
  @Documented(() => api().ApiConfiguration())
  show(): object {
    const { fileName, notes, held, operator } = this.environment;
    return {
      file: fileName,
      notes,
      settings: held.map(describeSetting),
      providers: this.destinations.providers.map(({ provider }) => describeProvider(provider)),
      routes: (operator.routes ?? []).map((route) => describeRoute(route, this.destinations)),
    };
  }
}
