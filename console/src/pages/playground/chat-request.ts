/** What the form asks for. */
export interface Asked {
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  /** As typed; empty = left to the model. */
  readonly temperature: string;
  readonly maxTokens: string;
  /** A JSON array as typed; empty = none. */
  readonly tools: string;
  /** A JSON object as typed: any other fields of the body; empty = none. */
  readonly others: string;
  readonly stream: boolean;
}

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [field: string]: unknown;
}

/**
 * The body of `POST /v1/chat/completions`.
 * @throws NotJson where tools are no array, or other fields no object.
 */
export function toBody(asked: Asked): ChatBody {
  const { model, system, prompt, temperature, maxTokens, stream } = asked;
  const tools = jsonIn('tools', asked.tools, Array.isArray);
  const others = jsonIn('others', asked.others, isFields);
  return {
    model,
    messages: [
      ...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: prompt },
    ],
    ...(temperature !== '' && { temperature: Number(temperature) }),
    ...(maxTokens !== '' && { max_tokens: Number(maxTokens) }),
    ...(tools !== undefined && { tools }),
    ...(others as object | undefined),
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
  };
}

/** What was typed into a field is not what it takes. */
export class NotJson extends Error {
  constructor(readonly field: 'tools' | 'others') {
    super(field === 'tools' ? 'This is no JSON array.' : 'This is no JSON object.');
  }
}

function jsonIn(field: NotJson['field'], text: string, isRight: (value: unknown) => boolean): unknown {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotJson(field);
  }
  if (!isRight(value)) throw new NotJson(field);
  return value;
}

function isFields(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
