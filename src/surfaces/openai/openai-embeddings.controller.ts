import { Body, Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CompletionsService } from '../../completions/completions.service.js';
import { EMBEDDING } from '../../completions/operations.js';
import { isTokenCount } from '../../port/token-count.js';
import { TokenEstimate } from '../token-estimate.js';
import { inFormat } from './embedding-format.js';
import { parseEmbeddingRequest, type AskedEmbeddings } from './embedding-request.js';
import type { OpenAiCall } from './openai-call.js';
import { OpenAiCalls } from './openai-calls.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import { OPENAI_PATH } from './openai-path.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () =>
    require('./dto/openai-embeddings.decorators.js') as typeof import('./dto/openai-embeddings.decorators.js'),
);

/** OpenAI's embeddings, for the models of all providers that have some. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class OpenAiEmbeddingsController {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly completions: CompletionsService,
  ) {}

  @Post('embeddings')
  @HttpCode(200)
  @Documented(() => api().ApiEmbeddings())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseEmbeddingRequest(body);
    await this.calls.answer(request, response, (work) => this.embed(asked, work));
  }

  /** The format is a wish to the provider: what it does not write is converted here, so a refusal of it costs nothing. */
  private async embed({ request, format }: AskedEmbeddings, work: OpenAiCall): Promise<void> {
    const call = await work.toCall(request, format === null ? {} : { encoding_format: format });
    const result = await this.completions.complete(call, work.context, EMBEDDING);
    const warnings = result.warnings.filter(({ parameter }) => parameter !== 'encoding_format');
    const told = { ...result, warnings };
    const answer = await inFormat(result.completion, format ?? 'float');
    if (isTokenCount(answer.usage?.prompt_tokens)) return work.send(answer, told);
    // OpenAI's form of an answer has no word for "not known", and clients count on its usage.
    const { input } = new TokenEstimate(call.request, result.target.provider.definition);
    await work.sendEstimated({ ...answer, usage: { prompt_tokens: input, total_tokens: input } }, told);
  }
}
