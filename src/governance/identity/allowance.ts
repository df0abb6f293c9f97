import type { Allowed } from '../../config/allowed.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import type { ModelMatcher } from '../../port/provider-definition.js';
import type { WantedTarget } from '../../completions/call-origin.js';

/**
 * What `Allowed` comes to. A route is let through by its name, or where all of its targets are; a target by its provider
 * and its model. A key that is given routes alone is for these routes alone.
 */
export class Allowance {
  private readonly providers: ModelMatcher | null;
  private readonly models: ModelMatcher | null;
  private readonly bareModels: ModelMatcher | null;
  private readonly routes: ModelMatcher | null;

  constructor({ providers, models, routes }: Allowed) {
    this.providers = providers ? modelMatcher(providers) : null;
    this.models = models
      ? modelMatcher(models.filter((pattern) => pattern.includes('/') || pattern === '*'))
      : null;
    this.bareModels = models ? modelMatcher(models.filter((pattern) => !pattern.includes('/'))) : null;
    this.routes = routes ? modelMatcher(routes) : null;
  }

  permitsRoute(routeId: string): boolean {
    return this.routes?.test(routeId) ?? (this.providers === null && this.models === null);
  }

  permitsTarget({ providerId, model }: WantedTarget): boolean {
    if (this.providers === null && this.models === null) return this.routes === null;
    return this.permitsProvider(providerId) && this.permitsModel(providerId, model);
  }

  /** Some model of it may be asked. */
  permitsProvider(providerId: string): boolean {
    return this.providers?.test(providerId) ?? true;
  }

  private permitsModel(providerId: string, model: string): boolean {
    if (this.models === null) return true;
    return this.models.test(`${providerId}/${model}`) || (this.bareModels?.test(model) ?? false);
  }
}
