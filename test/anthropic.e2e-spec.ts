import { ask, failureOf } from './support/agent-client.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { stagedProvider } from './support/staged-providers.js';

const PROMPT = { prompt: 'hello there', system: 'Be brief.' };
const ANTHROPIC = { provider: 'anthropic' };
const { plain } = stagedProvider('anthropic');

describe('the agent of Anthropic', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  it('speaks the Messages API', async () => {
    stage.willAnswer(plain);
    const { status } = await ask(stage.gateway, { ...PROMPT, max_tokens: 300 }, ANTHROPIC);
    expect(status).toBe(200);
    const sent = await stage.upstream.nextRequest();
    expect([sent.method, sent.path]).toEqual(['POST', '/v1/messages']);
    expect(sent.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    expect(sent.headers).not.toHaveProperty('authorization');
    expect(sent.body).toMatchObject({ model: 'claude-haiku-5-5', max_tokens: 300 });
    expect(JSON.stringify(sent.body?.['system'])).toContain('Be brief.');
  });

  it('blames the provider for a call of a tool that is nested beyond all measure', async () => {
    const input = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const block = `{"type":"tool_use","id":"a","name":"b","input":${input}}`;
    const body = `{"type":"message","model":"m","content":[${block}],"stop_reason":"tool_use","usage":{}}`;
    stage.upstream.next(answerBytes('application/json', body));
    expect(failureOf(await ask(stage.gateway, PROMPT, ANTHROPIC))).toEqual([
      502,
      'provider.invalid_response',
      true,
    ]);
  });

  it('hands on a piece of more than a MiB that came as one event', async () => {
    const text = 'a'.repeat(1_200_000);
    const events = [
      { type: 'message_start', message: { ...(plain.body as object), content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ];
    const body = events.map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`).join('');
    stage.upstream.next(answerBytes('text/event-stream', body));
    const { status, body: answer } = await ask(stage.gateway, PROMPT, ANTHROPIC);
    expect([status, answer['message'].length]).toEqual([200, text.length]);
  });

  it('counts a compaction, and says that the answer behind it is not over', async () => {
    const compaction = { type: 'compaction', content: 'What was said so far.' };
    const usage = { input_tokens: 10, output_tokens: 0 };
    const iterations = [{ type: 'compaction', input_tokens: 300, output_tokens: 20 }];
    const answer = { ...(plain.body as object), content: [compaction], stop_reason: 'compaction' };
    stage.upstream.next(answerJson(200, { ...answer, usage: { ...usage, iterations } }));
    expect((await ask(stage.gateway, PROMPT, ANTHROPIC)).body).toMatchObject({
      message: '',
      finish_reason: 'length',
      usage: { prompt_tokens: 310, completion_tokens: 20, total_tokens: 330 },
    });
  });

  it('says that the model refused where there is no text', async () => {
    stage.upstream.next(answerJson(200, { ...(plain.body as object), content: [], stop_reason: 'refusal' }));
    expect((await ask(stage.gateway, PROMPT, ANTHROPIC)).body).toMatchObject({
      message: 'Anthropic stopped the answer before any text.',
      finish_reason: 'content_filter',
    });
  });

  it('warns of what its models do not take', async () => {
    stage.willAnswer(plain);
    const { body } = await ask(stage.gateway, { ...PROMPT, temperature: 0.2 }, ANTHROPIC);
    expect(body['warnings']).toMatchObject([{ parameter: 'temperature', action: 'dropped' }]);
  });
});
