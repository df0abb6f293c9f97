import { isObject, type Fields } from '../common/fields.js';
import { own, seal } from './sealed-thoughts.js';

/** Gathers what goes back to the provider from the pieces of an answer. */
export class ThoughtsToSeal {
  private readonly lists: Record<string, Fields[]> = {};
  private others: Fields = {};
  private readonly calls: Record<string, Fields> = {};
  /** In plain text. */
  private text = '';
  private hasCalls = false;
  private isSigned = false;

  /** @param delta a piece of the answer. */
  take(delta: object): void {
    const { reasoning_content: text, tool_calls: calls } = delta as Fields;
    if (typeof text === 'string') this.text += text;
    if (Array.isArray(calls)) {
      this.hasCalls ||= calls.length > 0;
      this.isSigned ||= calls.filter(isObject).some((call) => 'extra_content' in call);
    }
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

  /**
   * `null` = nothing goes back. A thought in plain text is wanted back where it led to calls of tools: DeepSeek refuses
   * the loop without it.
   * Source: api-docs.deepseek.com/guides/thinking_mode, as told in decolua/9router#355 and opencode#24722, read 2026-11-29.
   */
  sealed(provider: string): string | null {
    const { thinking_blocks: blocks, reasoning_details: details } = this.lists;
    // The blocks say the same, and more.
    const said = blocks ? { thinking_blocks: blocks } : details ? { reasoning_details: details } : {};
    const isPlain = !blocks && !details && this.hasCalls && !this.isSigned && this.text !== '';
    const message = { ...said, ...this.others, ...(isPlain && { reasoning_content: this.text }) };
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
