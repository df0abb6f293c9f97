import { isObject, type Fields } from '../../../../common/fields.js';
import { unseal, type SealedThoughts } from '../../../sealed-thoughts.js';
import { makerIn } from '../response-id.js';
import { modelNameOf } from './offered-tools.js';
import { saidIn } from './to-parts.js';

/** What a model said and did until it was answered. */
export class AssistantTurn {
  private readonly sealed: SealedThoughts[] = [];
  private plain: SealedThoughts | null = null;
  private text = '';
  private refusal = '';
  private readonly calls: Fields[] = [];

  /** @param origin where it begins in the input. */
  constructor(readonly origin: string) {}

  /** Thoughts alone are no message. */
  get isEmpty(): boolean {
    return this.text === '' && this.refusal === '' && this.calls.length === 0;
  }

  /**
   * What goes back with it to whoever thought it. Thoughts that came without a seal, because their caller asked for none,
   * are all that is known of them: they go back where they led to calls of tools, as a seal would have it.
   */
  get thoughts(): readonly SealedThoughts[] {
    if (this.sealed.length > 0 || this.plain === null || this.calls.length === 0) return this.sealed;
    return [this.plain];
  }

  get message(): Fields {
    const { text, refusal, calls } = this;
    return {
      role: 'assistant',
      content: text === '' ? null : text,
      ...(refusal !== '' && { refusal }),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
  }

  say(content: unknown): void {
    const { text, refusal } = saidIn(content);
    const isSecond = this.text !== '' && text !== '';
    this.text += isSecond ? `\n\n${text}` : text;
    this.refusal += refusal;
  }

  /** Servers of chat completions read arguments as JSON, which an empty text is not. */
  call({ call_id: id, name, namespace }: Fields, args: unknown): void {
    const called = { name: modelNameOf(String(name), namespace), arguments: args === '' ? '{}' : args };
    this.calls.push({ id, type: 'function', function: called });
  }

  think(item: Fields): void {
    const sealed = unseal(item['encrypted_content']);
    if (sealed) this.sealed.push(sealed);
    else this.plain = plainThought(item, this.plain);
  }
}

/** @param before those of an earlier item of the same turn. */
function plainThought({ id, summary }: Fields, before: SealedThoughts | null): SealedThoughts | null {
  const provider = makerIn(id);
  const pieces = Array.isArray(summary) ? summary.filter(isObject).map(({ text }) => text) : [];
  const text = pieces.filter((piece) => typeof piece === 'string').join('');
  if (provider === null || text === '') return before;
  const earlier = before?.provider === provider ? String(before.message['reasoning_content']) : '';
  return { provider, message: { reasoning_content: earlier + text }, calls: {} };
}
