import { isObject } from '../../common/fields.js';
import type { ModelRequest, StreamPart } from '../../port/canonical.js';
import type { CallContext } from '../call-context.js';
import type { CallTarget, CompletionCall } from '../completion-call.js';
import type { Operation } from '../operations.js';
import { sentRequest } from '../sent-request.js';
import { StreamedAnswer } from './streamed-answer.js';

/** A request as a provider was asked it. */
export interface AskedTarget {
  readonly target: CallTarget;
  /** In canonical words. */
  readonly request: ModelRequest;
}

/** What was asked and answered in one call, while it is under way and after. */
export class Transcript {
  private last: AskedTarget | null = null;
  private whole: unknown;
  private wholeInCanonicalWords: unknown;
  private streamed: StreamedAnswer | null = null;

  constructor(
    readonly call: CompletionCall<ModelRequest>,
    readonly context: Pick<CallContext, 'origin' | 'requestId' | 'signal'>,
    private readonly operation: Operation<unknown>,
    /** Of a streamed answer, so many characters are kept. */
    private readonly maxCharacters: number,
  ) {}

  /** The body of the request as it came, parsed; of a call from inside the process, what it asks. */
  get asked(): object {
    return this.context.origin?.body ?? this.call.request;
  }

  /** Who was asked last; `null` = nobody was. */
  get askedLast(): AskedTarget | null {
    return this.last;
  }

  /** What came of the last answer, in the provider's words where these are at hand; `null` = nothing. */
  get answer(): unknown {
    return this.streamed ? this.streamed.toWhole() : (this.whole ?? null);
  }

  /** The same in canonical words, of an operation that has them: a `Completion`, as far as it came. */
  get canonicalAnswer(): unknown {
    return this.streamed ? this.streamed.toWhole() : (this.wholeInCanonicalWords ?? null);
  }

  /** More of a stream came than is kept. */
  get isAnswerCut(): boolean {
    return this.streamed?.isCut ?? false;
  }

  /** A request goes out; what came of one before it is no answer. */
  asks({ target, request }: AskedTarget): void {
    this.last = { target, request };
    this.streamed = null;
  }

  sawPart(part: StreamPart): void {
    this.streamed ??= new StreamedAnswer(this.maxCharacters);
    this.streamed.take(part);
  }

  /** @param answer as the operation has it: with the provider's own body beside it, or without. */
  sawWhole(answer: unknown): void {
    const { body, completion } = isObject(answer) ? answer : {};
    this.wholeInCanonicalWords = completion ?? answer;
    this.whole = body ?? completion ?? answer;
  }

  /** The body that was sent last; `null` = none was. */
  async sentLast(): Promise<object | null> {
    const { context, last, operation } = this;
    if (last === null) return null;
    const { requestId, signal } = context;
    return sentRequest(operation, last, { requestId, signal, apiKey: null });
  }
}
