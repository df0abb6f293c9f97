import { toGatewayError } from '../../common/errors.js';
import { formatPicoUsd } from '../../common/pico-usd.js';
import type { CallExplainer, GateExplanation } from '../../completions/call-explanation.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import { inputBoundOf } from '../bounds/input-bound.js';
import { withNamedModels } from '../bounds/models-of.js';
import { pricedExtrasOf } from '../bounds/priced-extras.js';
import { worstCaseAt, type OutputLimits } from '../bounds/worst-case.js';
import type { Standing } from '../standing.js';
import { limitsAbout } from './call-limits.js';
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
    const { budgets, limits } = await this.options.standing.of(spenderOf(asked), asked.atMs);
    const named = withNamedModels({ ...asked, prepared: () => prepared }).prepared();
    const held = limitsAbout(limits, named);
    const maxCostsUsd = this.maxCosts(asked, named);
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

  private maxCosts(asked: CallAtGate, named: readonly PreparedTarget[]): readonly (string | null)[] {
    const { call, context, operation, atMs } = asked;
    const body = context.origin?.body ?? call.request;
    const input = inputBoundOf(body);
    const { outputLimits: limits, providerToolCalls } = this.options;
    const extras = pricedExtrasOf(body, providerToolCalls);
    return named.map((target) => {
      const found = worstCaseAt(target, { input, extras, operation, atMs, limits });
      return typeof found === 'string' ? null : formatPicoUsd(found.cost);
    });
  }
}
