/**
 * The shapes of OpenTelemetry's conventions for generative AI, 1.41: gen-ai-input-messages.json, gen-ai-output-messages.json,
 * gen-ai-system-instructions.json and gen-ai-tool-definitions.json, read 2026-11-29. What they leave open is open here.
 */
type Rules = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown) => typeof value === 'string';
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isAny = (value: unknown) => value !== undefined;
const isTyped = (value: unknown) => isText((value as { readonly type?: unknown } | null)?.type);

/** By type: the fields that a part must have. A part of another type is generic. */
const PARTS: Readonly<Record<string, Rules>> = {
  text: { content: isText },
  reasoning: { content: isText },
  tool_call: { name: isText, id: isTextOrNull },
  tool_call_response: { response: isAny, id: isTextOrNull },
  server_tool_call: { name: isText, server_tool_call: isTyped },
  server_tool_call_response: { server_tool_call_response: isTyped },
  blob: { modality: isText, content: isText },
  file: { modality: isText, file_id: isText },
  uri: { modality: isText, uri: isText },
};

/** What breaks the shape of a list of messages, one line each. */
export function breachesOfMessages(json: unknown, kind: 'input' | 'output'): string[] {
  return breachesOfList(json, (message, at) => [
    ...(isText(message['role']) ? [] : [`${at}: no role`]),
    ...(kind === 'input' || isText(message['finish_reason']) ? [] : [`${at}: no finish_reason`]),
    ...breachesOfParts(message['parts'], `${at}.parts`),
  ]);
}

/** The same of instructions, which are a list of parts. */
export function breachesOfInstructions(json: unknown): string[] {
  return breachesOfList(json, breachesOfPart);
}

/** The same of definitions of tools. */
export function breachesOfTools(json: unknown): string[] {
  return breachesOfList(json, (tool, at) =>
    isText(tool['type']) && isText(tool['name']) ? [] : [`${at}: no type, or no name`],
  );
}

type Fields = Readonly<Record<string, unknown>>;

function breachesOfList(json: unknown, check: (item: Fields, at: string) => string[]): string[] {
  const list: unknown = JSON.parse(String(json));
  if (!Array.isArray(list)) return ['not a list'];
  return list.flatMap((item, at) => check((item ?? {}) as Fields, `[${at}]`));
}

function breachesOfParts(parts: unknown, at: string): string[] {
  if (!Array.isArray(parts)) return [`${at}: not a list`];
  return parts.flatMap((part, index) => breachesOfPart((part ?? {}) as Fields, `${at}[${index}]`));
}

function breachesOfPart(part: Fields, at: string): string[] {
  const { type } = part;
  if (typeof type !== 'string') return [`${at}: no type`];
  const rules = Object.entries(PARTS[type] ?? {});
  return rules.filter(([name, test]) => !test(part[name])).map(([name]) => `${at}: wrong ${name} of ${type}`);
}
