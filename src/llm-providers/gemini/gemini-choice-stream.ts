import type { GatewayError } from '../../common/errors.js';
import type { CompletionChunk } from '../../port/canonical.js';
import type { GeminiCandidate } from './gemini-candidate.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { MAX_TOOL_CALLS, requirePlace } from '../upstream/wire-fields.js';
import { endFields } from '../upstream/finish-reason.js';
import { endOf, failureOf, type GeminiEnd } from './gemini-finish-reason.js';
import { mediaFields } from './gemini-media.js';
import { signed } from './gemini-signature.js';
import { toToolCall } from './gemini-tool-calls.js';

type ChunkChoice = CompletionChunk['choices'][number];

/** One choice of a streamed answer, as far as it has come. */
export class ChoiceStream {
  private hasBegun = false;
  private hasText = false;
  private hasThoughts = false;
  private hasMedia = false;
  private hasUnread = false;
  private calls = 0;
  private images = 0;
  private reason: string | null = null;
  private signature: string | null = null;

  constructor(
    readonly index: number,
    private readonly call: UpstreamCall,
  ) {}

  /** In canonical words; `null` = it goes on. */
  get finishReason(): string | null {
    return this.reason === null ? null : this.ownEnd().finishReason;
  }

  /** What it ended with in place of an answer; `null` = it did not. */
  get failure(): GatewayError | null {
    return this.reason === null ? null : failureOf(this.reason, this.call);
  }

  /** Something was said, and nothing of it could be read. */
  get isUnreadable(): boolean {
    const hasSaid = this.hasMedia || this.hasText || this.hasThoughts || this.calls > 0;
    return this.hasUnread && !hasSaid && this.ownEnd().refusal === null;
  }

  /** What a candidate adds; `null` = nothing to tell yet. */
  take(
    { text, thoughts, calls, media, finishReason, signature, isUnread }: GeminiCandidate,
    answerId: string,
  ): ChunkChoice | null {
    this.reason = finishReason ?? this.reason;
    this.signature = signature ?? this.signature;
    this.hasUnread ||= isUnread;
    if (text === '' && thoughts === '' && calls.length === 0 && media.length === 0) return null;
    this.hasMedia ||= media.length > 0;
    const { images } = this;
    this.images += media.filter(({ kind }) => kind === 'image').length;
    const created = Math.floor(this.call.nowMs / 1000);
    this.hasText ||= text !== '';
    this.hasThoughts ||= thoughts !== '';
    const toolCalls = calls.map((call) => {
      const index = this.calls++;
      requirePlace(index, MAX_TOOL_CALLS, this.call);
      return { index, ...toToolCall(call, { answerId, choice: this.index, index }) };
    });
    return this.choice({
      ...(thoughts !== '' && { reasoning_content: thoughts }),
      ...(text !== '' && { content: text }),
      ...mediaFields(media, { answerId, images, created }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    });
  }

  /** That something was said of which nothing can be read: an answer has begun by it. */
  unread(): ChunkChoice {
    return this.choice({ unread: 'part' } as ChunkChoice['delta']);
  }

  /**
   * The last piece: the reason, a refusal where a filter left nothing else, and the signature. It comes here, once:
   * a reader that adds up deltas would make one text of two.
   */
  end(end: GeminiEnd = this.ownEnd()): ChunkChoice {
    const refusal = end.refusal === null || this.hasText || this.hasMedia ? {} : { refusal: end.refusal };
    const choice = this.choice({ ...refusal, ...signed(this.signature) });
    return { ...choice, ...endFields(end) };
  }

  private ownEnd(): GeminiEnd {
    return endOf(this.reason ?? '', { hasText: this.hasText || this.hasMedia, hasCalls: this.calls > 0 });
  }

  private choice(delta: ChunkChoice['delta']): ChunkChoice {
    const role = this.hasBegun ? {} : ({ role: 'assistant' } as const);
    this.hasBegun = true;
    return { index: this.index, delta: { ...role, ...delta }, finish_reason: null };
  }
}
