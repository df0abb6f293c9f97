import { ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';

/** Asked for by the Responses API where it reasons and has tools. */
const MODEL = 'openai/gpt-6-luna';
const PICTURE = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'AA==' };
const SHELL = { type: 'shell_call', id: 'sh_1', call_id: 's1', action: { commands: ['ls'] } };
const NOTICE = '[The model answered with an item of type shell_call, which this API has no place for.]';

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const ask = async (path: string, body: object) => {
  const answer = await stage.ask(path, body);
  expect([answer.status, stage.upstream.requests.at(-1)?.path]).toEqual([200, '/v1/responses']);
  return (await answer.json()) as object;
};
const said = { messages: [{ role: 'user', content: 'hi' }], model: MODEL };
const ASKED = {
  chat: () =>
    ask('/v1/chat/completions', { ...said, tools: [{ type: 'function', function: { name: 'f' } }] }),
  messages: () =>
    ask('/v1/messages', {
      ...said,
      max_tokens: 100,
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
    }),
  gemini: () =>
    ask(`/v1beta/models/${MODEL}:generateContent`, {
      contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
      tools: [{ functionDeclarations: [{ name: 'f' }] }],
    }),
};
const answerWith = (item: object) =>
  stage.willAct(
    answerJson(200, {
      id: 'resp_1',
      object: 'response',
      created_at: 1,
      model: 'gpt-6-luna',
      status: 'completed',
      output: [item],
    }),
  );

describe('an item of a response that chat completions have no word for', () => {
  it.each([
    ['chat', { choices: [{ message: { content: NOTICE } }] }],
    ['messages', { content: [{ type: 'text', text: NOTICE }] }],
    ['gemini', { candidates: [{ content: { parts: [{ text: NOTICE }] } }] }],
  ] as const)('is told in words where it asks for something, by %s', async (surface, expected) => {
    answerWith(SHELL);
    expect(await ASKED[surface]()).toMatchObject(expected);
  });

  it.each([
    ['chat', { choices: [{ message: { images: [{ image_url: { url: 'data:image/png;base64,AA==' } }] } }] }],
    [
      'messages',
      {
        content: [
          { text: '[The model made a picture (image/png, 3 bytes), which this API has no place for.]' },
        ],
      },
    ],
    [
      'gemini',
      { candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] } }] },
    ],
  ] as const)('is shown, or told, where it is a picture, by %s', async (surface, expected) => {
    answerWith(PICTURE);
    expect(await ASKED[surface]()).toMatchObject(expected);
  });
});
