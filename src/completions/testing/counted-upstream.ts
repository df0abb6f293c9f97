import { GatewayError } from '../../common/errors.js';
import type { Completion, CompletionRequest, CompletionUsage, StreamPart } from '../../port/canonical.js';
import type { Attempt, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { chunkOf, completionOf, untilAborted } from '../../port/testing/fake-llm-provider.js';

/** A piece of an answer: who speaks, a count so far, or so many characters of one kind. */
export type Piece =
  | { readonly kind: 'role' }
  | { readonly kind: 'count'; readonly usage: CompletionUsage }
  | { readonly kind: 'text' | 'thought' | 'call' | 'refusal'; readonly characters: number };

/** How it ends: well, with an error in place of (the rest of) the answer, by a cut, or not at all. */
export type Ending = 'good' | 'refused' | 'cut' | 'stops' | 'hangs';

/** What the upstream does with one attempt. */
export interface AttemptScript {
  readonly pieces: readonly Piece[];
  readonly ending: Ending;
  /** Told with a good end. */
  readonly usage: CompletionUsage | null;
}

/** What it sent of an attempt, by its own books. */
export interface SentAttempt {
  usage: CompletionUsage | null;
  characters: number;
  wasRefused: boolean;
  wasWhole: boolean;
}

/** Plays scripts, the last one for good, and keeps books of what it sent. */
export class CountedUpstream implements LlmProvider {
  readonly sent: SentAttempt[] = [];

  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly scripts: readonly AttemptScript[],
  ) {}

  async complete(_request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const { script, book } = this.begin();
    const words = script.pieces.map((piece) => ('characters' in piece ? piece.characters : 0));
    if (script.ending === 'good') {
      const length = words.reduce((sum, count) => sum + count, 0);
      Object.assign(book, { usage: script.usage, characters: length, wasWhole: true });
      return { ...completionOf('x'.repeat(length)), usage: script.usage ?? undefined } as Completion;
    }
    // A body that turns out to be no answer may have its count in it.
    for (const piece of script.ending === 'stops' ? script.pieces : []) {
      if (piece.kind !== 'count') continue;
      book.usage = piece.usage;
      attempt.noteUsage?.(piece.usage);
    }
    return fail(script.ending, book, attempt);
  }

  async *stream(_request: CompletionRequest, attempt: Attempt): AsyncGenerator<StreamPart, void> {
    const { script, book } = this.begin();
    for (const piece of script.pieces) {
      if ('characters' in piece) book.characters += piece.characters;
      if (piece.kind === 'count') book.usage = piece.usage;
      yield toPart(piece);
    }
    if (script.ending === 'stops') return;
    if (script.ending !== 'good') await fail(script.ending, book, attempt);
    Object.assign(book, { usage: script.usage ?? book.usage, wasWhole: true });
    yield { type: 'finished', finishReason: 'stop', usage: script.usage, model: 'acme-1' };
  }

  private begin() {
    const script = this.scripts[Math.min(this.sent.length, this.scripts.length - 1)];
    if (!script) throw new Error('an upstream needs a script');
    const book: SentAttempt = { usage: null, characters: 0, wasRefused: false, wasWhole: false };
    this.sent.push(book);
    return { script, book };
  }
}

async function fail(ending: Ending, book: SentAttempt, attempt: Attempt): Promise<never> {
  if (ending === 'hangs') return untilAborted(attempt);
  if (ending === 'stops') throw new GatewayError('provider.invalid_response', 'Not an answer.');
  book.wasRefused = ending === 'refused';
  throw new GatewayError('provider.unavailable', 'Down.', { isUncounted: book.wasRefused });
}

function toPart(piece: Piece): StreamPart {
  switch (piece.kind) {
    case 'role':
      return { type: 'chunk', chunk: chunkOf({ role: 'assistant', content: '' }) };
    case 'count':
      return { type: 'chunk', chunk: { ...chunkOf({}), choices: [], usage: piece.usage } };
    default:
      return { type: 'chunk', chunk: chunkOf(deltaOf(piece.kind, 'x'.repeat(piece.characters))) };
  }
}

function deltaOf(kind: 'text' | 'thought' | 'call' | 'refusal', words: string): object {
  if (kind === 'call') return { tool_calls: [{ index: 0, function: { arguments: words } }] };
  return { [{ text: 'content', thought: 'reasoning_content', refusal: 'refusal' }[kind]]: words };
}
