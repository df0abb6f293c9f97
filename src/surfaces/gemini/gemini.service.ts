import { Injectable } from '@nestjs/common';
import { CompletionsService } from '../../completions/completions.service.js';
import { EMBEDDING } from '../../completions/operations.js';
import type { CallTarget } from '../../completions/completion-call.js';
import { TokenEstimate } from '../token-estimate.js';
import { generateChunks, toGenerated } from './answer/generate-stream.js';
import type { AskedAnswer } from './answer/streamed-candidate.js';
import { ARRAY_WIRE, EVENT_WIRE } from './chunk-wire.js';
import type { GeminiCall } from './gemini-call.js';
import { GenerateOperation } from './generate-operation.js';
import { toVectors, type EmbedBody } from './request/embed-request.js';
import type { GenerateBody } from './request/generate-request.js';
import { toChatRequest } from './request/to-chat-request.js';

/** Answers of Gemini's API by the models of all providers. */
@Injectable()
export class GeminiService {
  constructor(private readonly completions: CompletionsService) {}

  async generate(body: GenerateBody, work: GeminiCall): Promise<void> {
    const { call, operation, askedOf } = await prepared(body, work);
    const result = await this.completions.complete(call, work.context, operation.whole);
    const { completion, target, cost } = result;
    await work.send(toGenerated(completion, askedOf(target)), {
      answering: result,
      providerModel: completion.model,
      costUsd: cost.usd,
      warnings: operation.warnings,
    });
  }

  async stream(body: GenerateBody, work: GeminiCall): Promise<void> {
    const { call, operation, askedOf } = await prepared(body, work);
    const opened = await this.completions.openStream(call, work.context, operation.stream);
    const chunks = generateChunks(opened.parts, askedOf(opened.target));
    const told = {
      answering: opened,
      providerModel: opened.target.model,
      costUsd: null,
      warnings: operation.warnings,
    };
    const wire = work.wantsEvents ? EVENT_WIRE : ARRAY_WIRE;
    await work.sendChunks(chunks, wire, told, async () => opened.parts.return?.());
  }

  /** An estimate, and a header that says so. */
  async count(body: GenerateBody, work: GeminiCall): Promise<void> {
    const { request } = toChatRequest(body);
    const { targets } = await work.toCall(request);
    await work.sendEstimate(new TokenEstimate(request, targets[0].provider.definition).input);
  }

  async embed({ request, losses, isBatch }: EmbedBody, work: GeminiCall): Promise<void> {
    if (work.isStrict) losses.requireNone();
    const call = await work.toCall(request);
    const result = await this.completions.complete(call, work.context, EMBEDDING);
    const vectors = toVectors(result.completion);
    await work.send(isBatch ? { embeddings: vectors } : { embedding: vectors[0] ?? { values: [] } }, {
      answering: result,
      providerModel: result.completion.model,
      costUsd: result.cost.usd,
      warnings: losses.warnings,
    });
  }
}

/** @throws GatewayError what `GeminiCall.toCall` throws, and for what cannot be put in canonical words. */
async function prepared(body: GenerateBody, work: GeminiCall) {
  const translated = toChatRequest(body);
  const call = await work.toCall(translated.request, translated.hints);
  const { showsThoughts } = translated;
  const askedOf = ({ provider }: CallTarget): AskedAnswer => ({
    provider: provider.definition.id,
    showsThoughts,
  });
  return { call, operation: new GenerateOperation(translated, work.isStrict), askedOf };
}
