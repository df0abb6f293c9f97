import { fixtureOf } from './support/client-wires.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import type { RunningGateway } from './support/start-gateway.js';
import { ANTHROPIC, GEMINI, startTranslatingGateway } from './support/translating-gateway.js';

interface Turn {
  readonly role: string;
}

const ASKED = { role: 'user', content: 'Hello' };
const ANSWER = { role: 'assistant', content: 'Hi! ' };
const RULE = { role: 'system', content: 'Be brief.' };
const CALLED = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
};
const RESULT = { role: 'tool', tool_call_id: 'a', content: 'x' };

/**
 * Plays both providers: a conversation has to end with a turn of a user, or with an instruction behind one, and Gemini's has
 * no call at its beginning.
 */
const strict = ScriptedUpstream.start({
  fallback: (exchange) => {
    const { messages, contents } = exchange.request.body as { messages?: Turn[]; contents?: Turn[] };
    const roles = (messages ?? contents ?? []).map(({ role }) => role);
    const last = roles.findLast((role) => role !== 'system');
    const isRefused = last !== 'user' || roles[0] === 'model';
    if (isRefused) return answerJson(400, { error: { message: 'No.' } })(exchange);
    return answerJson(200, fixtureOf(messages ? ANTHROPIC : GEMINI, 'plain').body)(exchange);
  },
});

describe('a conversation that ends with an answer, as OpenAI takes it', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await strict;
    gateway = await startTranslatingGateway(upstream);
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (
    model: string,
    messages: readonly object[],
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, messages, max_completion_tokens: 50 }),
    });
    const told = answer.headers.get('x-tollgate-warnings') ?? '[]';
    const warnings = JSON.parse(told) as readonly { readonly parameter: string }[];
    return {
      status: answer.status,
      error: ((await answer.json()) as { error?: object }).error,
      warned: warnings.map(({ parameter }) => parameter),
    };
  };

  it.each([
    [ANTHROPIC.model, ['user', 'assistant', 'user', 'system'], []],
    ['anthropic/claude-sonnet-4-6', ['user', 'assistant', 'user'], ['messages[2]']],
    [GEMINI.model, ['user', 'model', 'user'], ['messages[2]']],
    ['gemini/gemini-3.8-flash', ['user', 'model', 'user'], ['messages[2]']],
  ])('has a turn of a user behind it, which is told: %s', async (model, roles, moved) => {
    const messages = [ASKED, ANSWER, RULE];
    const warned = ['messages[1]', ...moved];
    expect(await ask(model, messages)).toMatchObject({ status: 200, warned });
    const sent = upstream.requests.at(-1)?.body as { messages?: Turn[]; contents?: Turn[] };
    expect((sent.messages ?? sent.contents ?? []).map(({ role }) => role)).toEqual(roles);
    const refused = await ask(model, messages, { 'x-strict-params': 'true' });
    expect(refused).toMatchObject({ status: 400, error: { param: 'messages[1]' } });
  });

  it.each([ANTHROPIC, GEMINI])('is one that a user says nothing behind: $model', async ({ model }) => {
    const silent = { role: 'user', content: '' };
    expect(await ask(model, [ASKED, ANSWER, silent])).toMatchObject({ status: 200, warned: ['messages[1]'] });
    const shown = [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }];
    const seen = await ask(model, [ASKED, ANSWER, { role: 'user', content: shown }, silent]);
    expect(seen).toMatchObject({ status: 200, warned: [] });
  });

  it.each(['anthropic/claude-haiku-4-5', 'gemini/gemini-3.1-pro-preview'])(
    'is gone on from where the model does so: %s',
    async (model) => {
      expect((await ask(model, [ASKED, ANSWER])).status).toBe(400);
      const sent = upstream.requests.at(-1)?.body as { messages?: Turn[]; contents?: Turn[] };
      expect(sent.messages ?? sent.contents).toHaveLength(2);
    },
  );

  it('has a turn of a user before a call of a tool, for Gemini alone', async () => {
    const messages = [RULE, CALLED, RESULT];
    expect(await ask(GEMINI.model, messages)).toMatchObject({ status: 200, warned: ['messages[1]'] });
    const later = [{ role: 'user', content: '' }, ANSWER, CALLED, RESULT];
    expect(await ask(GEMINI.model, later)).toMatchObject({ status: 200, warned: ['messages[2]'] });
    expect(await ask(ANTHROPIC.model, messages)).toMatchObject({ status: 200, warned: [] });
  });

  it('is left as it is where it ends with a user', async () => {
    for (const { model } of [ANTHROPIC, GEMINI])
      expect(await ask(model, [ASKED, ANSWER, ASKED])).toMatchObject({ status: 200, warned: [] });
  });

  it('is left as it is where a call before the answer has no result, which has to come next', async () => {
    for (const { model } of [ANTHROPIC, GEMINI]) {
      expect(await ask(model, [ASKED, CALLED, ANSWER])).toMatchObject({ status: 400, warned: [] });
      const sent = upstream.requests.at(-1)?.body as { messages?: Turn[]; contents?: Turn[] };
      expect(sent.messages ?? sent.contents).toHaveLength(2);
    }
  });
});
