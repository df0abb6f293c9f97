import type { ChatMessage, CompletionRequest } from '../../../port/canonical.js';
import { badMessages } from '../../upstream/bad-messages.js';
import { notTaken } from '../../upstream/unknown-part.js';
import { isObject, type Fields } from '../../upstream/wire-fields.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { accountMarkOf, toReasoningItems } from './account-thoughts.js';

type Call = OpenAiCompatibleCall<CompletionRequest>;

/** An item, and the place of the message that it is of. */
interface PlacedItem {
  readonly item: Fields;
  readonly message: number;
}

/**
 * The conversation as items: an assistant's message is what it thought, what it said and the tools that it called.
 * @throws GatewayError `provider.rejected` with a place in `messages` for what no item can say.
 */
export function toInputItems(call: Call): Fields[] {
  return placedItems(call).map(({ item }) => item);
}

/** The same, with where they are from. */
export function placedItems(call: Call): PlacedItem[] {
  const { messages } = call.request;
  const mark = accountMarkOf(call);
  const custom = new Set<unknown>();
  return messages.flatMap((message, at) =>
    toItems(message, `messages[${at}]`, { call, mark, custom }).map((item) => ({ item, message: at })),
  );
}

interface Conversation {
  readonly call: Call;
  readonly mark: string;
  /** Ids of calls of custom tools: their results are items of another type. */
  readonly custom: Set<unknown>;
}

function toItems(message: ChatMessage, place: string, conversation: Conversation): Fields[] {
  const { call, mark, custom } = conversation;
  const refuse = (what: string, field: string) => badMessages(what, `${place}.${field}`, call);
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user':
      return [{ role: message.role, content: toContent(message.content, place, call) }];
    case 'assistant':
      if (message.function_call) throw refuse('it takes calls of tools in tool_calls only', 'function_call');
      return [
        ...toReasoningItems(message, mark),
        ...toSaid(message, place, call),
        ...(message.tool_calls ?? []).map((made, at) =>
          toCallItem(made, `${place}.tool_calls[${at}]`, conversation),
        ),
      ];
    case 'tool': {
      const id = message.tool_call_id;
      const type = custom.has(id) ? 'custom_tool_call_output' : 'function_call_output';
      return [{ type, call_id: id, output: toContent(message.content, place, call) }];
    }
    default:
      throw refuse('it takes the roles system, developer, user, assistant and tool only', 'role');
  }
}

/** What an assistant said, or why it would not. */
function toSaid(message: object, place: string, call: Call): Fields[] {
  const { content, refusal } = message as Fields;
  const parts: unknown[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : Array.isArray(content) ? content : [];
  const said = parts.flatMap((part, at): Fields[] => {
    if (!isObject(part)) return [];
    if (part['type'] === 'refusal') return [{ type: 'refusal', refusal: part['refusal'] }];
    if (part['type'] !== 'text') {
      const what = `an assistant says texts and refusals only${notTaken(part)}`;
      throw badMessages(what, `${place}.content[${at}]`, call);
    }
    return part['text'] === '' ? [] : [{ type: 'output_text', text: part['text'] }];
  });
  if (said.length === 0 && typeof refusal === 'string' && refusal !== '')
    said.push({ type: 'refusal', refusal });
  const [only, ...others] = said;
  if (!only) return [];
  const isText = others.length === 0 && only['type'] === 'output_text';
  return [{ role: 'assistant', content: isText ? only['text'] : said }];
}

function toCallItem(made: unknown, place: string, { call, custom }: Conversation): Fields {
  const { id, type, function: called, custom: text } = isObject(made) ? made : {};
  if (typeof id !== 'string') throw badMessages('a call of a tool must have its id', place, call);
  if (type === 'custom' && isObject(text)) {
    custom.add(id);
    return { type: 'custom_tool_call', call_id: id, name: text['name'], input: text['input'] };
  }
  if (!isObject(called))
    throw badMessages('a call of a tool must name a function, or a custom tool', place, call);
  // Other vendors' models begin again with `call_0` in each turn.
  custom.delete(id);
  return { type: 'function_call', call_id: id, name: called['name'], arguments: called['arguments'] ?? '{}' };
}

function toContent(content: unknown, place: string, call: Call): unknown {
  if (!Array.isArray(content)) return content ?? '';
  return content.map((part: unknown, at) => toPart(part, `${place}.content[${at}]`, call));
}

function toPart(part: unknown, place: string, call: Call): Fields {
  const { type, text, image_url: image, file, ...others } = isObject(part) ? part : {};
  switch (type) {
    case 'text':
      return { type: 'input_text', text };
    case 'image_url': {
      const { url, detail = 'auto' } = isObject(image) ? image : {};
      return { type: 'input_image', image_url: url, detail };
    }
    case 'file': {
      const { file_data, filename, file_id } = isObject(file) ? file : {};
      const given = Object.entries({ file_data, filename, file_id }).filter(
        ([, value]) => value !== undefined,
      );
      return { type: 'input_file', ...Object.fromEntries(given) };
    }
    case 'input_audio':
      return { type, input_audio: others['input_audio'] };
    default: {
      const what = `it takes parts of text, image_url, file and input_audio only${notTaken(part)}`;
      throw badMessages(what, place, call);
    }
  }
}
