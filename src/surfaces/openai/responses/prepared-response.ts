import type { CompletionCall } from '../../../completions/completion-call.js';
import type { AnsweringCall } from '../../../completions/completion-outcome.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { OpenAiCall } from '../openai-call.js';
import type { OwnedResponses } from './owned/owned-responses.js';
import { keeperOf } from './owned/owned-items.js';
import { previousOf, withOwner } from './owned/previous-response.js';
import { requireNoReference } from './request/input-items.js';
import type { ResponsesBody } from './request/responses-request.js';
import { ResponsesOperation } from './responses-operation.js';

/** @throws GatewayError what `OpenAiCall.toCall` throws, and for what cannot be put in the words of a target. */
export async function prepared(
  body: ResponsesBody,
  work: OpenAiCall,
  owned: OwnedResponses,
  isNativeOnly = false,
) {
  const callerId = work.context.callerId ?? null;
  const previous = previousOf(body, owned, callerId);
  const asked = await work.toCall<CompletionRequest>({ model: body.model, messages: [] });
  const keeper = keeperOf(body.input, { responses: owned, callerId, previous });
  const planned = keeper ? withOwner(asked, keeper) : asked;
  const isNative = isNativeOnly || planned.targets.every(({ provider }) => provider.responses !== undefined);
  if (!isNative) requireNoReference(body.input);
  const hasOthers = planned.targets.length > 1;
  const { isStrict } = work;
  const operation = new ResponsesOperation({
    body,
    isStrict,
    isNative,
    owned,
    callerId,
    previous,
    hasOthers,
  });
  const placeOf = (parameter: string) => operation.placeOf(parameter);
  work.placeOf = placeOf;
  const call: CompletionCall = {
    ...planned,
    request: { ...operation.request, model: planned.request.model },
    parameters: {
      ...planned.parameters,
      additions: operation.hints,
      isOfOtherWire: true,
      // What it says goes as it came: there is nothing to lose.
      translatesLater: isNative,
      placeOf,
    },
  };
  return { call, operation };
}

export function toldBy(operation: ResponsesOperation, { warnings }: AnsweringCall) {
  return { warnings: operation.warningsBehind(warnings) };
}
