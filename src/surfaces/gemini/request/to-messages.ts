import type { Fields } from '../../../common/fields.js';
import { argumentsText } from '../../../port/call-arguments.js';
import { unseal, type SealedThoughts } from '../../sealed-thoughts.js';
import { unpacked } from '../packed-seal.js';
import type { ContentFields, GenerateBody } from './generate-request.js';
import type { Losses } from './losses.js';
import { OpenCalls } from './open-calls.js';
import { toContent, toParts, type Part } from './to-parts.js';
import { fieldsOf, listOf } from './wire-names.js';

/** A conversation in the canonical form. */
export interface TranslatedMessages {
  readonly messages: readonly Fields[];
  /** Where each of them came from: `systemInstruction`, or `contents[1]`. */
  readonly origins: readonly string[];
  /** What goes back to the provider that thought it, by the place of its message. */
  readonly thoughts: ReadonlyMap<number, readonly SealedThoughts[]>;
}

/**
 * Instructions and turns as messages. Gemini's own signatures stand where its adapter reads them.
 * @throws GatewayError `request.invalid` for a result without its call, and for what no other model can be told.
 */
export function toMessages(
  { contents, systemInstruction }: GenerateBody,
  losses: Losses,
): TranslatedMessages {
  const said = new Conversation(losses);
  const instruction = listOf(fieldsOf(systemInstruction)['parts'] ?? []);
  said.instruct(instruction);
  contents.forEach((turn, at) => said.add(turn, `contents[${at}]`));
  said.end();
  return said;
}

class Conversation implements TranslatedMessages {
  readonly messages: Fields[] = [];
  readonly origins: string[] = [];
  readonly thoughts = new Map<number, SealedThoughts[]>();
  private readonly calls = new OpenCalls();
  /** Pictures that a model has made: every model that sees can go on from them where a user shows them. */
  private readonly made: Part[] = [];

  constructor(private readonly losses: Losses) {}

  instruct(parts: readonly Fields[]): void {
    const shown = parts.flatMap((part) => toParts(part, 'systemInstruction', this.losses));
    if (shown.length > 0) this.push({ role: 'system', content: toContent(shown) }, 'systemInstruction');
  }

  end(): void {
    this.addTurn([], 'contents');
  }

  add({ role, parts }: ContentFields, path: string): void {
    if (role === 'model') this.addAnswer(parts, path);
    else this.addTurn(parts, path);
  }

  /** Results of functions are messages of their own, before what the user says in the same turn. */
  private addTurn(parts: readonly Fields[], path: string): void {
    const shown = this.made.splice(0);
    parts.forEach((part, at) => {
      const place = `${path}.parts[${at}]`;
      if (part['functionResponse'] === undefined) shown.push(...toParts(part, place, this.losses));
      else shown.push(...this.addResult(fieldsOf(part['functionResponse']), place, path));
    });
    if (shown.length > 0) this.push({ role: 'user', content: toContent(shown) }, path);
  }

  /** What a tool's message cannot hold is given back, for the user's. */
  private addResult(result: Fields, part: string, turn: string): Part[] {
    const path = `${part}.functionResponse`;
    const id = this.calls.answeredBy(result, path);
    this.push({ role: 'tool', tool_call_id: id, content: resultText(result['response']) }, turn);
    const media = listOf(result['parts'] ?? []).flatMap((one) => toParts(one, path, this.losses));
    return media.length === 0 ? [] : [{ type: 'text', text: `Of the result of ${id}:` }, ...media];
  }

  private addAnswer(parts: readonly Fields[], path: string): void {
    const sealed = parts.flatMap(({ thoughtSignature }) => unseal(unpacked(thoughtSignature)) ?? []);
    const shown = parts.filter(({ thought }) => thought !== true);
    const calls = shown.flatMap((part) => this.toCall(part));
    const said = shown.filter(({ functionCall }) => functionCall === undefined);
    const content = said.flatMap((part, at) =>
      part['text'] === '' ? [] : toParts(part, `${path}.parts[${at}]`, this.losses),
    );
    const text = content.map((part) => (part.type === 'text' ? String(part['text']) : '')).join('');
    const media = content.filter(({ type }) => type !== 'text');
    if (media.length > 0) this.made.push({ type: 'text', text: 'Of the answer before:' }, ...media);
    if (text === '' && calls.length === 0 && sealed.length === 0) return;
    if (sealed.length > 0) this.thoughts.set(this.messages.length, sealed);
    const signature = said.findLast(({ thoughtSignature }) => isGeminis(thoughtSignature));
    const answer = {
      role: 'assistant',
      content: text === '' && calls.length > 0 ? null : text,
      ...(calls.length > 0 && { tool_calls: calls }),
      ...signed(signature),
    };
    this.push(answer, path);
  }

  private push(message: Fields, origin: string): void {
    this.messages.push(message);
    this.origins.push(origin);
  }

  private toCall(part: Fields): Fields[] {
    if (part['functionCall'] === undefined) return [];
    const call = fieldsOf(part['functionCall']);
    const called = { name: call['name'], arguments: argumentsText(call['args']) };
    return [{ id: this.calls.add(call), type: 'function', function: called, ...signed(part) }];
  }
}

function isGeminis(signature: unknown): signature is string {
  return typeof signature === 'string' && signature !== '' && unpacked(signature) === null;
}

function signed(part: Fields | undefined): Fields {
  const signature = part?.['thoughtSignature'];
  return isGeminis(signature) ? { extra_content: { google: { thought_signature: signature } } } : {};
}

/** A text stands bare where a client has put it into an object for Gemini's sake, in one of its documents' words. */
function resultText(response: unknown): string {
  const fields = fieldsOf(response);
  const [name, ...others] = Object.keys(fields);
  const only = others.length === 0 && (name === 'result' || name === 'output') ? fields[name] : null;
  return typeof only === 'string' ? only : argumentsText(response);
}
