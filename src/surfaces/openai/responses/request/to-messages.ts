import type { Fields } from '../../../../common/fields.js';
import { argumentsText } from '../../../../port/call-arguments.js';
import { CUSTOM_INPUT } from '../../../../port/called-tool.js';
import type { ChatMessage } from '../../../../port/canonical.js';
import type { SealedThoughts } from '../../../sealed-thoughts.js';
import { AssistantTurn } from './assistant-turn.js';
import { typeOf } from './input-items.js';
import type { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';
import { ADDITIONAL_TOOLS, FOUND_TOOLS, isByCaller, TOOL_SEARCH, toolNamesIn } from './offered-tools.js';
import type { ResponsesBody } from './responses-request.js';
import { withResultsInPlace } from './results-in-place.js';
import { textIn, toContent, toParts, withoutText, type Part } from './to-parts.js';

/** A conversation in the canonical form. */
export interface TranslatedMessages {
  readonly messages: readonly ChatMessage[];
  /** Where each of them came from: `instructions`, or the first item that it is made of, `input[1]`. */
  readonly origins: readonly string[];
  /** What models thought, by the place of the message that followed from it. */
  readonly thoughts: ReadonlyMap<number, readonly SealedThoughts[]>;
}

/**
 * Instructions and items as messages: an answer's thoughts, text and calls of tools are one message.
 * @throws GatewayError `request.invalid` for what no message can say.
 */
export function toMessages(
  { instructions, input }: ResponsesBody,
  losses: RequestLosses,
): TranslatedMessages {
  const conversation = new Conversation(losses);
  if (typeof instructions === 'string' && instructions !== '') conversation.instruct(instructions);
  if (typeof input === 'string') conversation.say('user', input, 'input');
  else for (const { item, at } of withResultsInPlace(input)) conversation.take(item, `input[${at}]`);
  return conversation.whole();
}

class Conversation {
  private readonly messages: Fields[] = [];
  private readonly origins: string[] = [];
  /** The place of the item that is read. */
  private at = 'input';
  private readonly thoughts = new Map<number, readonly SealedThoughts[]>();
  /** The assistant's message that is not whole yet. */
  private turn: AssistantTurn | null = null;
  /** What results of tools have beside their text, and pictures: they follow when all results of the turn have come. */
  private shown: Part[] = [];

  constructor(private readonly losses: RequestLosses) {}

  whole(): TranslatedMessages {
    this.endTurn();
    this.showResults();
    const { thoughts, origins } = this;
    return { messages: this.messages as unknown as ChatMessage[], thoughts, origins };
  }

  instruct(text: string): void {
    this.push({ role: 'system', content: text }, 'instructions');
  }

  take(item: Fields, path: string): void {
    this.at = path;
    switch (typeOf(item)) {
      case 'message':
        return item['role'] === 'assistant'
          ? this.assistant().say(item['content'])
          : this.say(item['role'], item['content'], `${path}.content`);
      case 'function_call':
        return this.assistant().call(item, item['arguments']);
      case 'custom_tool_call':
        return this.assistant().call(item, JSON.stringify({ [CUSTOM_INPUT]: item['input'] }));
      case 'reasoning':
        return this.assistant().think(item);
      case 'function_call_output':
      case 'custom_tool_call_output':
        return this.result(item, path);
      case 'image_generation_call':
        return this.show(item);
      case 'tool_search_call':
        return this.search(item);
      case FOUND_TOOLS:
        return this.found(item);
      case ADDITIONAL_TOOLS:
        return; // They are offered with the others.
      default:
        this.losses.drops('input', `only OpenAI itself knows items of type ${quoted(item['type'])}`);
    }
  }

  /** Every server knows a system; not all know a developer, who is the same to OpenAI's models. */
  say(role: unknown, content: unknown, path: string): void {
    this.endTurn();
    this.showResults();
    const parts = toParts(content, path, this.losses);
    this.push({ role: role === 'developer' ? 'system' : role, content: toContent(parts) });
  }

  private assistant(): AssistantTurn {
    this.showResults();
    return (this.turn ??= new AssistantTurn(this.at));
  }

  private result({ call_id: id, output }: Fields, path: string): void {
    this.endTurn();
    const parts = toParts(output, `${path}.output`, this.losses);
    this.push({ role: 'tool', tool_call_id: id, content: textIn(parts, '\n') });
    const others = withoutText(parts);
    if (others.length > 0)
      this.shown.push({ type: 'text', text: `Of the result of ${String(id)}:` }, ...others);
  }

  /** One that a provider ran is over: what it found is offered with the others. */
  private search(item: Fields): void {
    if (!isByCaller(item)) return;
    const args: unknown = item['arguments'];
    const json = typeof args === 'string' ? args : argumentsText(args);
    this.assistant().call({ call_id: item['call_id'], name: TOOL_SEARCH }, json);
  }

  private found(item: Fields): void {
    if (!isByCaller(item)) return;
    const names = toolNamesIn(item);
    const text = names.length === 0 ? 'No tools were found.' : `Found: ${names.join(', ')}.`;
    this.endTurn();
    this.push({ role: 'tool', tool_call_id: item['call_id'], content: text });
  }

  /** A picture that a model has made: every model that sees can go on from it where a user shows it. */
  private show({ id, result, output_format: format }: Fields): void {
    if (typeof result !== 'string' || result === '') return;
    this.endTurn();
    const type = typeof format === 'string' && /^[\w.+-]+$/.test(format) ? format : 'png';
    const url = `data:image/${type};base64,${result}`;
    const name = typeof id === 'string' ? id : 'before';
    this.shown.push(
      { type: 'text', text: `The picture ${name}:` },
      { type: 'image_url', image_url: { url } },
    );
  }

  private showResults(): void {
    if (this.shown.length > 0) this.push({ role: 'user', content: this.shown }, 'input');
    this.shown = [];
  }

  private endTurn(): void {
    const { turn } = this;
    this.turn = null;
    if (!turn || turn.isEmpty) return;
    const { thoughts } = turn;
    if (thoughts.length > 0) this.thoughts.set(this.messages.length, thoughts);
    this.push(turn.message, turn.origin);
  }

  private push(message: Fields, origin = this.at): void {
    this.messages.push(message);
    this.origins.push(origin);
  }
}
