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
  readonly stream: boolean;
}

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [field: string]: unknown;
}

/**
 * The body of `POST /v1/chat/completions`.
 * @throws SyntaxError where the tools are no JSON.
 */
export function toBody({ model, system, prompt, temperature, maxTokens, tools, stream }: Asked): ChatBody {
  return {
    model,
    messages: [
      ...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: prompt },
    ],
    ...(temperature !== '' && { temperature: Number(temperature) }),
    ...(maxTokens !== '' && { max_tokens: Number(maxTokens) }),
    ...(tools.trim() !== '' && { tools: JSON.parse(tools) as unknown }),
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
  };
}
