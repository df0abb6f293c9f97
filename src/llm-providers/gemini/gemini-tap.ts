import type { NativeEvent, StreamPart } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, requirePlace, type PlaceLimit } from '../upstream/wire-fields.js';
import { inOwnWords } from './own-words.js';

/** Before the first word. */
const MAX_WAITING: PlaceLimit = Object.freeze({ max: 1_000, what: 'chunks without a word' });

/**
 * Keeps the chunks that a part is read from, for that part. What comes before the first word goes with that: how much of a
 * preamble is kept is not for the adapter to know.
 */
export class GeminiTap {
  private seen: NativeEvent[] = [];
  private hasBegun = false;
  private text = '';

  constructor(private readonly call: UpstreamCall) {}

  /** The JSON of the chunk that comes next. */
  readonly noteText = (text: string): void => void (this.text = text);

  async *seeing(chunks: AsyncIterable<unknown>): AsyncGenerator {
    for await (const data of chunks) {
      requirePlace(this.seen.length, MAX_WAITING, this.call);
      this.seen.push(this.eventOf(data));
      yield data;
    }
  }

  /** The end is read from the last chunk: what says how each candidate ended has nothing of its own. */
  tapped(part: StreamPart): StreamPart {
    const delta = part.type === 'chunk' ? part.chunk.choices[0]?.delta : null;
    const isEnd = part.type === 'chunk' && Boolean(part.chunk.choices[0]?.finish_reason);
    this.hasBegun ||= part.type === 'finished' || (!isEnd && saysSomething(delta));
    if (isEnd || !this.hasBegun) return { ...part, events: [] };
    const events = this.seen;
    this.seen = [];
    return { ...part, events };
  }

  private eventOf(data: unknown): NativeEvent {
    const own = isObject(data) ? inOwnWords(data, this.call) : data;
    const { text } = this;
    this.text = '';
    return { event: undefined, data: own, ...(own === data && text !== '' && { text }) };
  }
}

/** Whoever speaks is known. */
function saysSomething(delta: object | null | undefined): boolean {
  return Object.keys(delta ?? {}).some((name) => name !== 'role');
}
