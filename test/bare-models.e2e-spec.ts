import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const listOf = (...ids: readonly string[]) => {
  const data = ids.map((id) => ({ id, object: 'model', created: 1, owned_by: 'x' }));
  return answerJson(200, { object: 'list', data });
};
const ANSWER = {
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
};

describe('a model by its bare name', () => {
  let upstreams: readonly ScriptedUpstream[];
  let gateway: RunningGateway;
  beforeAll(async () => {
    const lists = [listOf('both', 'claude-haiku-5-5', 'mine'), listOf('both'), listOf('claude-haiku-5-5')];
    upstreams = await Promise.all(
      lists.map((list) =>
        ScriptedUpstream.start({
          fallback: (exchange) =>
            (exchange.request.method === 'GET' ? list : answerJson(200, ANSWER))(exchange),
        }),
      ),
    );
    const [openai, local, anthropic] = upstreams.map(({ origin }) => origin);
    gateway = await startGateway(
      {
        OPENAI_API_KEY: 'sk-test-upstream',
        OPENAI_BASE_URL: `${openai}/v1`,
        ANTHROPIC_API_KEY: 'sk-ant-test-upstream',
        ANTHROPIC_BASE_URL: anthropic ?? '',
      },
      `providers: [{ id: local, base_url: '${local}/v1', default_model: both }]`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(upstreams.map((upstream) => upstream.close()));
  });

  const told = async (model: string) => {
    const answer = await fetch(`${gateway.url}/v1/models/${model}`);
    return [answer.status, await answer.json()] as const;
  };
  const asked = async (model: string) => {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers, body });
    return [answer.status, await answer.json()] as const;
  };

  it('is told of and asked where one provider has it', async () => {
    expect(await told('mine')).toMatchObject([200, { id: 'openai/mine' }]);
    expect(await asked('mine')).toMatchObject([200, { object: 'chat.completion' }]);
  });

  it('is told of as what a call would ask, the provider whose family it is, though another lists it', async () => {
    expect(await told('claude-haiku-5-5')).toMatchObject([200, { id: 'anthropic/claude-haiku-5-5' }]);
  });

  it('is refused alike by both where several have it, naming them', async () => {
    const error = {
      type: 'invalid_request_error',
      param: 'model',
      code: 'invalid_value',
      message: 'Several providers have the model "both". Name one of them: openai/both, local/both.',
    };
    expect(await told('both')).toEqual([400, { error }]);
    expect(await asked('both')).toEqual([400, { error }]);
  });
});
