/** So many texts of a request are looked at; one has a few hundred. */
const MAX_TEXTS = 20_000;
const MAX_STEPS = 200_000;
/** JSON in a text, such as the arguments of a tool call, is opened up to this length. */
const MAX_JSON = 100_000;

/**
 * Every text of a request, wherever it stands: messages, tool calls and their results, tools, `user`, metadata, stop,
 * prediction. The name of the model is no text of the caller's. Nothing that it is made of can make it throw.
 */
export function textsOfRequest(request: unknown): string[] {
  const texts: string[] = [];
  const waiting: unknown[] = partsOf(request, 'model');
  for (let steps = 0; waiting.length > 0 && steps < MAX_STEPS && texts.length < MAX_TEXTS; steps += 1) {
    const value = waiting.pop();
    if (typeof value === 'string') texts.push(value);
    for (const part of typeof value === 'string' ? partsOf(parsed(value)) : partsOf(value))
      waiting.push(part);
  }
  return texts;
}

function partsOf(value: unknown, leftOut?: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([name, property]) => 'value' in property && name !== leftOut)
    .map(([, property]) => property.value as unknown);
}

function parsed(text: string): unknown {
  if (text.length > MAX_JSON || !/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
