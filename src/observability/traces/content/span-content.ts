import { isObject, type Fields } from '../../../common/fields.js';
import { turnOfLargeWork } from '../../../common/large-work.js';
import { boundedCopy } from '../../../common/redaction/bounded-copy.js';
import type { Redactor } from '../../../common/redaction/redactor.js';
import type { Transcript } from '../../../completions/transcripts/transcript.js';
import type { SpanAttributes } from '../ended-span.js';
import { answeredContent } from './answered-content.js';
import { askedContent, toMessage, toToolDefinitions, type TracedMessage } from './asked-content.js';

export interface ContentBounds {
  /** Of each of the four texts. */
  readonly maxBytes: number;
  readonly redactor: Redactor;
}

/** As much of a list as has room. */
interface BoundedList {
  /** JSON of an item each. */
  readonly texts: readonly string[];
  readonly isCut: boolean;
}

/**
 * Prompt and answer of a call, masked, as attributes of its span: JSON in the shapes of OpenTelemetry's conventions. Of
 * a long conversation the last messages are kept, of everything else the beginning.
 */
export async function contentOfSpan(
  transcript: Pick<Transcript, 'asked' | 'canonicalAnswer' | 'isAnswerCut'>,
  bounds: ContentBounds,
): Promise<SpanAttributes> {
  const { instructions, messages, tools } = askedContent(transcript.asked as Fields);
  const input = await boundedList(newestFirst(messages), bounds);
  const output = await boundedList(answeredContent(transcript.canonicalAnswer), bounds);
  const system = await boundedList(instructions, bounds);
  const offered = await boundedList(tools.flatMap(toToolDefinitions), bounds);
  const cut = [
    ...(input.isCut ? ['input'] : []),
    ...(output.isCut || transcript.isAnswerCut ? ['output'] : []),
    ...(system.isCut ? ['instructions'] : []),
    ...(offered.isCut ? ['tools'] : []),
  ];
  return {
    inputMessages: toJson(input.texts.toReversed()),
    outputMessages: toJson(output.texts),
    instructions: toJson(system.texts),
    toolDefinitions: toJson(offered.texts),
    contentCut: cut.length > 0 ? cut : null,
  };
}

/** Item after item, other work having its turn, until there is no more room. */
async function boundedList(
  items: Iterable<object>,
  { maxBytes, redactor }: ContentBounds,
): Promise<BoundedList> {
  const texts: string[] = [];
  let left = maxBytes - 2;
  let isCut = false;
  for (const item of items) {
    if (texts.length % 16 === 15) await turnOfLargeWork();
    const copy = await boundedCopy(item, Math.max(0, left), redactor);
    const kept = copy.isCut ? withoutStumps(copy.value) : copy.value;
    const json = kept === null ? '' : JSON.stringify(kept);
    left -= Buffer.byteLength(json) + 1;
    if (json !== '') texts.push(json);
    isCut ||= copy.isCut;
    if (isCut) break;
  }
  return { texts, isCut };
}

function* newestFirst(messages: readonly unknown[]): Iterable<TracedMessage> {
  for (let at = messages.length - 1; at >= 0; at -= 1) yield toMessage(messages[at]);
}

/** `null` = there was nothing. */
function toJson(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : `[${texts.join(',')}]`;
}

/** Leaves out parts that were cut so far that they lack a field their shape requires. */
function withoutStumps(item: unknown): object | null {
  if (!isObject(item)) return null;
  if ('role' in item) {
    const { parts } = item;
    return Array.isArray(parts) ? { ...item, parts: parts.filter(isWhole) } : null;
  }
  return isWhole(item) ? item : null;
}

/** The field that each type of part requires. */
const REQUIRED = new Map(
  Object.entries({
    text: 'content',
    reasoning: 'content',
    refusal: 'content',
    tool_call: 'name',
    tool_call_response: 'response',
    server_tool_call: 'server_tool_call',
    server_tool_call_response: 'server_tool_call_response',
    blob: 'content',
    uri: 'uri',
    file: 'file_id',
    function: 'name',
    custom: 'name',
  }),
);

function isWhole(part: unknown): boolean {
  if (!isObject(part) || typeof part['type'] !== 'string') return false;
  const required = REQUIRED.get(part['type']);
  return required === undefined || required in part;
}
