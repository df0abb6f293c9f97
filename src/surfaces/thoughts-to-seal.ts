import { isObject, type Fields } from '../common/fields.js';
import { own, seal } from './sealed-thoughts.js';

/** Gathers what goes back to the provider from the pieces of an answer. */
export class ThoughtsToSeal {
  private readonly lists: Record<string, Fields[]> = {};
  private others: Fields = {};
  private readonly calls: Record<string, Fields> = {};

  /** @param delta a piece of the answer. */
  take(delta: object): void {
    for (const [name, value] of Object.entries(own(delta))) {
      if (Array.isArray(value))
        this.lists[name] = value.filter(isObject).reduce(joined, this.lists[name] ?? []);
      else this.others = { ...this.others, [name]: value };
    }
  }

  takeOfCall(callId: string, call: object): void {
    const fields = own(call);
    if (Object.keys(fields).length > 0) this.calls[callId] = fields;
  }

  /** `null` = nothing goes back. */
  sealed(provider: string): string | null {
    const { thinking_blocks: blocks, reasoning_details: details } = this.lists;
    // The blocks say the same, and more.
    const said = blocks ? { thinking_blocks: blocks } : details ? { reasoning_details: details } : {};
    const message = { ...said, ...this.others };
    const isNothing = Object.keys(message).length === 0 && Object.keys(this.calls).length === 0;
    return isNothing ? null : seal({ provider, message, calls: this.calls });
  }
}

const JOINED = ['text', 'summary', 'data'] as const;

/** Details come in pieces: those of one place follow each other. */
export function joined(known: readonly Fields[], piece: Fields): Fields[] {
  const last = known.at(-1);
  const isOfLast =
    last !== undefined &&
    'index' in piece &&
    last['index'] === piece['index'] &&
    last['type'] === piece['type'];
  if (!isOfLast) return [...known, piece];
  const texts = JOINED.flatMap((name): [string, unknown][] =>
    typeof last[name] === 'string' && typeof piece[name] === 'string'
      ? [[name, last[name] + piece[name]]]
      : [],
  );
  return [...known.slice(0, -1), { ...last, ...piece, ...Object.fromEntries(texts) }];
}
