import type { ChatBody } from './chat-request';

export interface Snippet {
  readonly name: string;
  readonly code: string;
}

/** The same request, from elsewhere. @param key what stands where the key goes. */
export function asCode(body: ChatBody, origin: string, key: string): readonly Snippet[] {
  return [
    { name: 'curl', code: curl(body, origin, key) },
    { name: 'TypeScript', code: typescript(body, origin, key) },
    { name: 'Python', code: python(body, origin, key) },
  ];
}

function curl(body: ChatBody, origin: string, key: string): string {
  const quoted = JSON.stringify(body, null, 2).replaceAll("'", `'\\''`);
  const flags = body['stream'] === true ? '-sN' : '-s';
  return `curl ${flags} ${origin}/v1/chat/completions \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '${quoted}'
`;
}

function typescript(body: ChatBody, origin: string, key: string): string {
  const read =
    body['stream'] === true
      ? `for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');`
      : 'console.log(answer.choices[0].message.content);';
  return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${key}' });
const answer = await client.chat.completions.create(${JSON.stringify(body, null, 2)});
${read}
`;
}

/** What the fields of the form are called. The package refuses other names that it does not know: they go in `extra_body`. */
const NAMED_IN_PYTHON: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'temperature',
  'max_tokens',
  'tools',
  'stream',
  'stream_options',
]);

function python(body: ChatBody, origin: string, key: string): string {
  const named = Object.entries(body).filter(([name]) => NAMED_IN_PYTHON.has(name));
  const others = Object.entries(body).filter(([name]) => !NAMED_IN_PYTHON.has(name));
  const read =
    body['stream'] === true
      ? 'for chunk in answer:\n    if chunk.choices:\n        print(chunk.choices[0].delta.content or "", end="")'
      : 'print(answer.choices[0].message.content)';
  const asked = others.length > 0 ? [...named, ['extra_body', Object.fromEntries(others)] as const] : named;
  const parameters = asked.map(([name, value]) => `    ${name}=${inPython(value)},\n`);
  return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
answer = client.chat.completions.create(
${parameters.join('')})
${read}
`;
}

/** Texts are the same in both, but for the words that Python spells otherwise. */
function inPython(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${inPython(each)}`);
  return `{${entries.join(', ')}}`;
}
