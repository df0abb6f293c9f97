import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../common/errors.js';
import { unknownRoutes } from '../../config/config-file/check-budgets.js';
import type { FileSpending } from '../../config/config-file/file-content.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';

/** The routes that budgets may lead to. */
@Injectable()
export class KnownRoutes {
  constructor(private readonly destinations: DestinationRegistry) {}

  /** @throws GatewayError `request.invalid` for a budget that leads to a route that there is not. */
  check(spending: FileSpending, at = ''): void {
    const known = this.destinations.routes.map(({ definition }) => definition.id);
    const [wrong] = unknownRoutes(spending, known);
    if (!wrong) return;
    const param = `${at}budgets.${wrong.index}.on_exhaust.downgrade_to`;
    throw new GatewayError('request.invalid', `${param} is no route of this gateway.`, { param });
  }
}
