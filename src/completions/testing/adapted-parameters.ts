import type { CompletionRequest } from '../../port/canonical.js';
import type { ModelFamily } from '../../port/provider-definition.js';
import { applyParameterRules, familyOf } from '../parameter-rules.js';
import type { ParameterPolicy } from '../parameter-policy.js';

export type Parameters = Readonly<Record<string, unknown>>;

/** What each request asks, whatever its parameters are. */
export const BARE = { messages: [{ role: 'user', content: 'Hello' }] };

/** What is sent of parameters, the model among them, by the rules of these families. */
export const adaptedBy = (
  families: readonly ModelFamily[],
  parameters: Parameters,
  policy: ParameterPolicy,
) => {
  const request = { ...BARE, ...parameters } as unknown as CompletionRequest;
  const { request: sent, warnings } = applyParameterRules(request, familyOf(request.model, families), policy);
  return { sent: sent as unknown as Parameters, warnings };
};
