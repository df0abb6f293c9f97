import type { Request, Response } from 'express';
import type { Fields } from '../../common/fields.js';
import { sendFrames } from '../../common/http/event-stream.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { ModelRouter } from '../../routing/model-router.js';
import { COUNTED_BY_HEADER } from '../own-count.js';
import { planCall } from '../plan-call.js';
import { SurfaceCall, type SurfaceCallOptions, type ToldOfAnswer } from '../surface-call.js';
import type { GeneratedChunk } from './answer/generate-stream.js';
import type { ChunkWire } from './chunk-wire.js';
import { GEMINI_ERRORS } from './gemini-errors.js';

/** An answer that is sent at once. */
interface WholeAnswer {
  readonly body: object;
  readonly text?: string;
}

interface GeminiCallOptions extends SurfaceCallOptions {
  readonly router: ModelRouter;
}

/** One call of Gemini's API, what its caller is told of it, and how it is refused. */
export class GeminiCall extends SurfaceCall {
  constructor(
    request: Request,
    response: Response,
    private readonly options: GeminiCallOptions,
  ) {
    super(request, response, options, GEMINI_ERRORS);
  }

  /** Server-sent events are asked for, by either name that Google's APIs have for it; else a stream is one JSON array. */
  get wantsEvents(): boolean {
    const { query } = this.request;
    return query['alt'] === 'sse' || query['$alt'] === 'sse';
  }

  /** As `planCall` has it. */
  toCall<Asked extends ModelRequest>(request: Asked, additions: Fields = {}): Promise<CompletionCall<Asked>> {
    const { context, isStrict, options } = this;
    return planCall(request, { router: options.router, context, isStrict }, additions);
  }

  /** Sends a whole answer; in its provider's own bytes, where `text` has these. */
  async send(answer: WholeAnswer, told: ToldOfAnswer): Promise<void> {
    await this.sendOwn(answer, this.headersOf(told));
  }

  /** Sends a count that its provider made. */
  async sendCount(count: WholeAnswer): Promise<void> {
    await this.sendOwn(count, { [COUNTED_BY_HEADER]: 'provider' });
  }

  /** Sends a count that was made here. */
  async sendEstimate(tokens: number): Promise<void> {
    await this.sendBody({ totalTokens: tokens }, { [COUNTED_BY_HEADER]: 'estimate' });
  }

  /** Sends chunks to their end. `close` is called in place of it where the caller has left. */
  async sendChunks(
    chunks: AsyncIterable<GeneratedChunk>,
    wire: ChunkWire,
    told: ToldOfAnswer,
    close: () => Promise<unknown>,
  ): Promise<void> {
    const { placeOf, response, stallTimeoutMs } = this;
    if (response.destroyed) {
      await close();
      return;
    }
    response.set(this.headersOf(told));
    wire.begin(response);
    const { signOfLife } = wire;
    await sendFrames(response, wire.frames(chunks, placeOf), (frame) => frame, {
      stallTimeoutMs,
      signOfLife,
    });
  }
}
