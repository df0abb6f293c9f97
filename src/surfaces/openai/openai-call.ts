import type { Request, Response } from 'express';
import { sendFrames, type Frame as WireFrame } from '../../common/http/event-stream.js';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { CompletionResult } from '../../completions/completion-outcome.js';
import type { AnswerPart, OpenedStream } from '../../completions/opened-stream.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { ModelRouter } from '../../routing/model-router.js';
import { COUNTED_BY_HEADER, type CountedBy } from '../own-count.js';
import { planCall } from '../plan-call.js';
import { SurfaceCall, type SurfaceCallOptions, type ToldOfAnswer } from '../surface-call.js';
import { OPENAI_ERRORS } from './openai-errors.js';

interface OpenAiCallOptions extends SurfaceCallOptions {
  readonly router: ModelRouter;
  /** Left out: those of chat completions. */
  readonly errors?: ErrorRenderer;
}

/** One call under `/v1`, what its caller is told of it, and how it is refused. */
export class OpenAiCall extends SurfaceCall {
  constructor(
    request: Request,
    response: Response,
    private readonly options: OpenAiCallOptions,
  ) {
    super(request, response, options, options.errors ?? OPENAI_ERRORS);
  }

  /** As `planCall` has it. */
  toCall<Asked extends ModelRequest>(
    request: Asked,
    additions: Readonly<Record<string, unknown>> = {},
  ): Promise<CompletionCall<Asked>> {
    const { context, isStrict, options } = this;
    return planCall(request, { router: options.router, context, isStrict }, additions);
  }

  /** Sends a whole answer. @param text the body as its provider wrote it, where that is to go out. */
  async send(
    body: object,
    result: CompletionResult<{ readonly model: string }>,
    text?: string,
  ): Promise<void> {
    await this.sendOwn({ body, ...(text !== undefined && { text }) }, this.headersOfAnswer(result));
  }

  /** Sends an answer whose tokens its provider did not count. */
  async sendEstimated(body: object, result: CompletionResult<{ readonly model: string }>): Promise<void> {
    await this.sendBody(body, { ...this.headersOfAnswer(result), [COUNTED_BY_HEADER]: 'estimate' });
  }

  /** Sends how many tokens a request of the Responses API has, and who says so. */
  async sendCount(tokens: number, source: CountedBy): Promise<void> {
    const body = { object: 'response.input_tokens', input_tokens: tokens };
    await this.sendBody(body, { [COUNTED_BY_HEADER]: source });
  }

  /** Sends what is made of a stream's parts, to its end. */
  async sendStream<Frame>(
    opened: OpenedStream,
    framesOf: (parts: AsyncIterable<AnswerPart>) => AsyncIterable<Frame>,
    toText: (frame: Frame) => WireFrame,
    signOfLife?: () => string,
  ): Promise<void> {
    const { response, stallTimeoutMs } = this;
    if (response.destroyed) {
      await opened.parts.return?.();
      return;
    }
    const told = { answering: opened, providerModel: opened.providerModel, costUsd: null };
    if (!response.headersSent) response.set(this.headersOf(told));
    await sendFrames(response, framesOf(opened.parts), toText, {
      stallTimeoutMs,
      ...(signOfLife && { signOfLife }),
    });
  }

  private headersOfAnswer(result: CompletionResult<{ readonly model: string }>): Record<string, string> {
    const { completion, cost } = result;
    return this.headersOf({ answering: result, providerModel: completion.model, costUsd: cost.usd });
  }

  /** With the header that OpenAI itself has. */
  protected override headersOf(told: ToldOfAnswer): Record<string, string> {
    const own = this.tellsMore ? { 'openai-processing-ms': String(Math.round(this.ageMs)) } : {};
    return { ...super.headersOf(told), ...own };
  }
}
