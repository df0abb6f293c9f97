import { toGatewayError } from '../../common/errors.js';
import { formatPicoUsd } from '../../common/pico-usd.js';
import type { CallExplainer, GateExplanation } from '../../completions/call-explanation.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import { inputBoundOf } from '../bounds/input-bound.js';
import { withNamedModels } from '../bounds/models-of.js';
import { pricedExtrasOf } from '../bounds/priced-extras.js';
import { worstCaseAt, type OutputLimits } from '../bounds/worst-case.js';
import type { Standing } from '../standing.js';
import { spenderOf } from './request-facts.js';

export interface GovernanceExplainerOptions {
  /** One that writes nothing down: what it takes goes back at once. */
  readonly gate: CallGate;
  readonly standing: Standing;
  readonly outputLimits: OutputLimits;
  readonly providerToolCalls: number | null;
}

/** Says what budgets and limits would say of a call. */
export class GovernanceExplainer implements CallExplainer {
  constructor(private readonly options: GovernanceExplainerOptions) {}

  /** @throws GatewayError `request.invalid` for tags that cannot be read. */
  async explain(asked: CallAtGate, prepared: readonly PreparedTarget[]): Promise<GateExplanation> {
    const { budgets, limits } = await this.options.standing.ofSpender(spenderOf(asked), asked.atMs);
    const names = prepared.map(({ target, request }) => `${target.provider.definition.id}/${request.model}`);
    const held = limits.filter(({ model }) => model === null || isAbout(model, names));
    const maxCostsUsd = this.maxCosts(asked, prepared);
    return { budgets, limits: held, maxCostsUsd, ...(await this.entered(asked)) };
  }

  private async entered(asked: CallAtGate): Promise<Pick<GateExplanation, 'refusal' | 'instead'>> {
    try {
      const permit = await this.options.gate.enter({ ...asked, isFirstTry: false });
      permit?.release();
      return { refusal: null, ...(permit?.instead && { instead: permit.instead }) };
    } catch (error) {
      return { refusal: toGatewayError(error) };
    }
  }

  private maxCosts(asked: CallAtGate, prepared: readonly PreparedTarget[]): readonly (string | null)[] {
    const { call, context, operation, atMs } = asked;
    const body = context.origin?.body ?? call.request;
    const input = inputBoundOf(body);
    const { outputLimits: limits, providerToolCalls } = this.options;
    const extras = pricedExtrasOf(body, providerToolCalls);
    const named = withNamedModels({ ...asked, prepared: () => prepared });
    return named.prepared().map((target) => {
      const found = worstCaseAt(target, { input, extras, operation, atMs, limits });
      return typeof found === 'string' ? null : formatPicoUsd(found.cost);
    });
  }
}

function isAbout(model: string, names: readonly string[]): boolean {
  const matcher = modelMatcher([model]);
  return names.some((name) => matcher.test(name));
}
