/** One call of a tool. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Where the tool has one: of OpenAI's Responses API. */
  readonly namespace?: string;
  /** Fields by name; of a tool that takes free text, the text. */
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** An answer on the line: whole, and as server-sent events. */
export interface Said {
  readonly body: unknown;
  readonly stream: string;
}

/** A tool as a request offers it. */
export interface OfferedTool {
  readonly name: string;
  readonly namespace?: string;
  /** JSON schema of its input; `null` = it takes free text. */
  readonly schema: unknown;
}

/** How a provider's API says the two things that the scripted model has to say, and what tools it is offered. */
export interface WireWords {
  text(text: string): Said;
  call(call: ToolCall): Said;
  toolsOf(body: Readonly<Record<string, unknown>>): OfferedTool[];
}

/** What the model counts, on every wire: the prompt, what of it was cached, the answer. */
export const COUNTS = { prompt: 12_345, cached: 2_345, answer: 67 } as const;

type Fields = Readonly<Record<string, unknown>>;

export function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
