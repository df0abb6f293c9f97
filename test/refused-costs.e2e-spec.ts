import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PRICE = '{ input_usd_per_million: 1, output_usd_per_million: 1000 }';
const MESSAGES = [{ role: 'user', content: 'hello' }];
const GEMINI = { contents: [{ parts: [{ text: 'hello' }] }] };

describe('a 402 tells callers by which field of their own API they bound an answer', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    gateway = await startGateway(
      {},
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: { m: ${PRICE} } }]`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (path: string, body: object, maxCostUsd: string) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-max-cost-usd': maxCostUsd },
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.text()];
  };
  const saying = (words: string) => expect.stringContaining(words) as string;

  it.each<[string, object, string, object]>([
    [
      '/v1/chat/completions',
      { model: 'local/m', messages: MESSAGES },
      'max_completion_tokens',
      { max_completion_tokens: 9 },
    ],
    ['/v1/completions', { model: 'local/m', prompt: 'hello' }, 'max_tokens', { max_tokens: 9 }],
    ['/v1/responses', { model: 'local/m', input: 'hello' }, 'max_output_tokens', { max_output_tokens: 9 }],
    [
      '/v1beta/models/local/m:generateContent',
      GEMINI,
      'generationConfig.maxOutputTokens',
      { generationConfig: { maxOutputTokens: 9 } },
    ],
    [
      '/v1/models/local/m:generateContent',
      GEMINI,
      'generationConfig.maxOutputTokens',
      { generationConfig: { maxOutputTokens: 9 } },
    ],
  ])('%s %j: %s', async (path, body, field, bounded) => {
    expect(await ask(path, body, '1')).toEqual([402, saying(`Set ${field}.`)]);
    const dear = await ask(path, { ...body, ...bounded }, '0.000001');
    expect(dear).toEqual([402, saying(`Ask for fewer tokens (${field}), or allow more.`)]);
    expect(upstream.requests).toHaveLength(0);
  });

  it.each<[string, object]>([
    ['/v1/messages', { model: 'local/m', max_tokens: 9, messages: MESSAGES }],
    ['/agents/llm-providers/local', { prompt: 'hello' }],
  ])('%s, whose answers are bounded always: max_tokens', async (path, body) => {
    const [, text] = await ask(path, body, '0.000001');
    expect(text).toEqual(saying('Ask for fewer tokens (max_tokens), or allow more.'));
  });

  it('/v1/embeddings, where nothing is written: no field', async () => {
    const dear = await ask('/v1/embeddings', { model: 'local/m', input: 'hello' }, '0.000000001');
    expect(dear).toEqual([402, saying('Ask for fewer tokens, or allow more.')]);
  });
});
