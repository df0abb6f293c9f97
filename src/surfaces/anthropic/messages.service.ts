import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import type { CallTarget, CompletionCall } from '../../completions/completion-call.js';
import type { OpenedStream } from '../../completions/opened-stream.js';
import { ModelListService } from '../../routing/model-lists/model-list.service.js';
import { ModelRouter } from '../../routing/model-router.js';
import type { AnthropicCall } from './anthropic-call.js';
import { lateEvents, messageEvents } from './answer/message-stream.js';
import { toMessage, type AskedAnswer } from './answer/to-message.js';
import { countTokens } from './count-tokens.js';
import { MessagesOperation } from './messages-operation.js';
import { ownPlace } from './own-words.js';
import type { MessagesBody } from './request/messages-request.js';
import { letEstimate, ownCount } from '../own-count.js';
import { TokenEstimate } from '../token-estimate.js';
import { toParameters, toWishes } from './request/to-parameters.js';

/** Answers of Anthropic's API by the models of all providers. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly router: ModelRouter,
    private readonly completions: CompletionsService,
    private readonly limits: ModelListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async complete(body: MessagesBody, work: AnthropicCall): Promise<void> {
    const { call, operation } = await this.prepared(body, work);
    const result = await this.completions.complete(call, work.context, operation.whole);
    const { target, completion: answer } = result;
    const { completion, body: own, text } = answer;
    const asItCame = own && { body: own, ...(text !== undefined && { text }) };
    const asked = askedAnswer(body, { call, target, requestId: work.context.requestId });
    await work.send(asItCame ?? { body: toMessage(completion, asked) }, {
      answering: { ...result, warnings: operation.warningsBehind(result.warnings) },
      providerModel: completion.model,
      costUsd: result.cost.usd,
    });
  }

  async stream(body: MessagesBody, work: AnthropicCall): Promise<void> {
    const { call, operation } = await this.prepared(body, work);
    const { requestId } = work.context;
    const opening = this.completions.openStream(call, work.context, operation.stream);
    const eventsOf = ({ target, parts }: OpenedStream) =>
      messageEvents(parts, { ...askedAnswer(body, { call, target, requestId }), requestId });
    const close = async () => (await opening).parts.return?.();
    const opened = await operation.life.orQuiet(opening, this.clock);
    if (!opened) return work.sendEvents(lateEvents(opening, eventsOf, requestId), null, close);
    const answering = { ...opened, warnings: operation.warningsBehind(opened.warnings) };
    const told = { answering, providerModel: opened.providerModel, costUsd: null };
    await work.sendEvents(eventsOf(opened), told, close);
  }

  /** The provider's own count, where it has one for this API; else an estimate, and a header that says so. */
  async count(body: MessagesBody, work: AnthropicCall): Promise<void> {
    const { call, operation } = await this.prepared(body, work);
    const { provider } = call.targets[0];
    const estimated = () =>
      work.sendCount(new TokenEstimate(call.request, provider.definition).input, 'estimate');
    if (!provider.messages?.countTokens && !provider.countTokens) {
      await letEstimate(this.completions, call, work.context, operation.whole);
      return estimated();
    }
    const result = await ownCount(this.completions.complete(call, work.context, countTokens(operation)));
    await (result ? work.sendCount(result.completion.tokens, 'provider') : estimated());
  }

  /** @throws GatewayError what `ModelRouter.plan` throws. */
  private async prepared(body: MessagesBody, { context, isStrict, readBy: headers }: AnthropicCall) {
    const { model, ...plan } = await this.router.plan(body.model, context);
    const request = { ...toParameters(body), model };
    const parameters = {
      defaults: {},
      additions: toWishes(body),
      isStrict,
      strictName: 'x-strict-params',
      isOfOtherWire: true,
      translatesLater: true,
      placeOf: (parameter: string) => ownPlace(parameter, body),
    };
    const call: CompletionCall = { ...plan, request, parameters };
    const { limits } = this;
    return { call, operation: new MessagesOperation({ body, headers, request, limits, isStrict }) };
  }
}

interface AnsweredCall {
  readonly call: CompletionCall;
  readonly target: CallTarget;
  readonly requestId: string;
}

function askedAnswer(body: MessagesBody, { call, target, requestId }: AnsweredCall): AskedAnswer {
  const { definition } = target.provider;
  const estimate = new TokenEstimate(call.request, definition);
  const named = { id: `msg_${requestId}`, model: target.model };
  return { ...named, estimate, provider: definition.id, stops: stopsOf(body) };
}

/** Checked before. */
function stopsOf({ stop_sequences: stops }: MessagesBody): readonly string[] {
  return Array.isArray(stops) ? (stops as string[]) : [];
}
