import type { CallContext } from '../completions/call-context.js';
import type { CompletionCall } from '../completions/completion-call.js';
import type { ModelRequest } from '../port/canonical.js';
import type { ModelRouter } from '../routing/model-router.js';
import { STRICT_HEADER } from './surface-call.js';

interface PlannedBy {
  readonly router: ModelRouter;
  readonly context: CallContext;
  readonly isStrict: boolean;
}

/**
 * Whom to ask for the request's model. No default is added: callers get what they wrote.
 *
 * @param additions what the caller wrote and the gateway can make up for, where a provider refuses it.
 * @throws GatewayError what `ModelRouter.plan` throws.
 */
export async function planCall<Asked extends ModelRequest>(
  request: Asked,
  { router, context, isStrict }: PlannedBy,
  additions: Readonly<Record<string, unknown>> = {},
): Promise<CompletionCall<Asked>> {
  const { model, ...plan } = await router.plan(request.model, context);
  const parameters = { defaults: {}, additions, isStrict, strictName: STRICT_HEADER };
  return { ...plan, request: { ...request, model }, parameters };
}
