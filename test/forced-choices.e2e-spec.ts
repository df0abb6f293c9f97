import { fixtureOf } from './support/client-wires.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import type { RunningGateway } from './support/start-gateway.js';
import { ANTHROPIC, GEMINI, startTranslatingGateway } from './support/translating-gateway.js';

const tool = (name: string) => ({ type: 'function', function: { name } });
const allowing = (mode: string) => ({
  type: 'allowed_tools',
  allowed_tools: { mode, tools: [tool('other')] },
});

/** Requests that force a call and offer no tool, by the field that does so. */
const FORCED: readonly (readonly [string, object])[] = [
  ['tool_choice', { tool_choice: 'required' }],
  ['tool_choice', { tool_choice: 'required', tools: [] }],
  ['tool_choice', { tool_choice: tool('f') }],
  ['tool_choice', { tool_choice: allowing('required'), tools: [tool('f')] }],
  ['function_call', { function_call: { name: 'f' } }],
  ['function_call', { function_call: { name: 'f' }, functions: [] }],
];
/** Such as ask for nothing but what happens anyway, or what can be had. */
const FREE: readonly object[] = [
  { tool_choice: 'auto' },
  { tool_choice: 'none' },
  { tool_choice: null },
  { function_call: 'auto' },
  { tool_choice: allowing('auto'), tools: [tool('f')] },
  { tool_choice: 'required', tools: [tool('f')] },
  { function_call: { name: 'f' }, functions: [{ name: 'f' }] },
];

describe.each([ANTHROPIC, GEMINI])('a choice that forces a call, for $provider', (wire) => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startTranslatingGateway(upstream);
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (fields: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        model: wire.model,
        messages: [{ role: 'user', content: 'Hello' }],
        max_completion_tokens: 50,
        ...fields,
      }),
    });
    const told = answer.headers.get('x-tollgate-warnings');
    const warnings = JSON.parse(told ?? '[]') as readonly { readonly parameter?: string }[];
    return { status: answer.status, body: (await answer.json()) as object, warnings };
  };
  const answers = () => upstream.next(answerJson(200, fixtureOf(wire, 'plain').body));

  it.each(FORCED)('is dropped and told where no tool is offered: %s %j', async (parameter, fields) => {
    answers();
    const { status, warnings } = await ask(fields);
    const reason = expect.stringContaining('offers no tool that can be called') as string;
    expect([status, warnings]).toMatchObject([200, [{ parameter, action: 'dropped', reason }]]);
    const sent = upstream.requests.at(-1)?.body;
    for (const field of ['tools', 'tool_choice', 'toolConfig']) expect(sent).not.toHaveProperty(field);
  });

  it.each(FORCED)('is refused there where that is asked for: %s %j', async (param, fields) => {
    const before = upstream.requests.length;
    const { status, body } = await ask(fields, { 'x-strict-params': 'true' });
    expect([status, body]).toMatchObject([400, { error: { param } }]);
    expect(upstream.requests).toHaveLength(before);
  });

  it.each(FREE)('is nothing to tell of in %j', async (fields) => {
    answers();
    const { status, warnings } = await ask(fields);
    expect([status, warnings]).toEqual([200, []]);
  });
});
