import { Injectable } from '@nestjs/common';
import { CompletionsService } from '../../completions/completions.service.js';
import type { CallTarget, CompletionCall } from '../../completions/completion-call.js';
import type { AnsweringCall } from '../../completions/completion-outcome.js';
import { ModelListService } from '../../routing/model-lists/model-list.service.js';
import type { OutputLimits } from '../held-limit.js';
import { letEstimate, ownCount } from '../own-count.js';
import { TokenEstimate } from '../token-estimate.js';
import { generateChunks, toGenerated } from './answer/generate-stream.js';
import type { AskedAnswer } from './answer/streamed-candidate.js';
import { ARRAY_WIRE, EVENT_WIRE } from './chunk-wire.js';
import { countTokens } from './count-tokens.js';
import type { GeminiCall } from './gemini-call.js';
import { EmbedOperation, type AskedVectors } from './embed-operation.js';
import { GenerateOperation, type AskedContent } from './generate-operation.js';
import { toOutline } from './request/to-native-request.js';
import { toThoughtWishes } from './request/to-parameters.js';

/** Answers of Gemini's API by the models of all providers. */
@Injectable()
export class GeminiService {
  constructor(
    private readonly completions: CompletionsService,
    private readonly limits: ModelListService,
  ) {}

  async generate(asked: AskedContent, work: GeminiCall): Promise<void> {
    const { call, operation } = await prepared(asked, work, this.limits);
    const result = await this.completions.complete(call, work.context, operation.whole);
    const { completion: answer, target, cost } = result;
    const { completion, body, text } = answer;
    const own = body && { body, ...(text !== undefined && { text }) };
    await work.send(own ?? { body: toGenerated(completion, askedOf(target, asked)) }, {
      answering: toldBy(operation, result),
      providerModel: completion.model,
      costUsd: cost.usd,
    });
  }

  async stream(asked: AskedContent, work: GeminiCall): Promise<void> {
    const { call, operation } = await prepared(asked, work, this.limits);
    const opened = await this.completions.openStream(call, work.context, operation.stream);
    const { providerModel, target, parts } = opened;
    const chunks = generateChunks(parts, askedOf(target, asked));
    const told = { answering: toldBy(operation, opened), providerModel, costUsd: null };
    const wire = work.wantsEvents ? EVENT_WIRE : ARRAY_WIRE;
    await work.sendChunks(chunks, wire, told, async () => parts.return?.());
  }

  /** The provider's own count, where it has one; else an estimate, and a header that says so. */
  async count(asked: AskedContent, work: GeminiCall): Promise<void> {
    const { call, operation } = await prepared(asked, work, this.limits);
    const { provider } = call.targets[0];
    const estimated = () => work.sendEstimate(new TokenEstimate(call.request, provider.definition).input);
    if (!provider.generateContent && !provider.countTokens) {
      await letEstimate(this.completions, call, work.context, operation.whole);
      return estimated();
    }
    const counting = this.completions.complete(call, work.context, countTokens(asked, operation));
    const result = await ownCount(counting);
    await (result ? work.sendCount(result.completion) : estimated());
  }

  async embed(asked: AskedVectors, work: GeminiCall): Promise<void> {
    const operation = new EmbedOperation(asked, work.isStrict);
    const planned = await work.toCall(operation.request);
    const placeOf = (parameter: string) => operation.placeOf(parameter);
    work.placeOf = placeOf;
    const call = { ...planned, parameters: { ...planned.parameters, placeOf } };
    const result = await this.completions.complete(call, work.context, operation.whole);
    await work.send(result.completion, {
      answering: { ...result, warnings: operation.warningsBehind(result.warnings) },
      providerModel: result.completion.model,
      costUsd: result.cost.usd,
    });
  }
}

/** @throws GatewayError what `GeminiCall.toCall` throws, and for a field of a wrong type. */
async function prepared(asked: AskedContent, work: GeminiCall, limits: OutputLimits) {
  const planned = await work.toCall(toOutline(asked.body));
  const isNative = planned.targets.every(({ provider }) => provider.generateContent !== undefined);
  const { isStrict } = work;
  const operation = new GenerateOperation({ ...asked, limits, isStrict, isNative });
  const placeOf = (parameter: string) => operation.placeOf(parameter);
  work.placeOf = placeOf;
  const call: CompletionCall = {
    ...planned,
    request: { ...operation.request, model: planned.request.model },
    parameters: {
      ...planned.parameters,
      additions: operation.hints,
      isOfOtherWire: true,
      translatesLater: isNative,
      placeOf,
    },
  };
  return { call, operation };
}

function askedOf({ provider }: CallTarget, { body }: AskedContent): AskedAnswer {
  const { showsThoughts } = toThoughtWishes(body);
  return { provider: provider.definition.id, showsThoughts };
}

function toldBy<Call extends AnsweringCall>(operation: GenerateOperation, call: Call): Call {
  return { ...call, warnings: operation.warningsBehind(call.warnings) };
}
