import OpenAI from 'openai';
import { fixtureOf, WIRES, willSay, type ClientWire } from '../support/client-wires.js';
import { ProviderStage } from '../support/provider-stage.js';

type Message = OpenAI.ChatCompletionMessageParam & Readonly<Record<string, unknown>>;

const HELLO = { role: 'user', content: 'hello there' } as const;
const [, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];

let stage: ProviderStage;
let client: OpenAI;
beforeAll(async () => {
  stage = await ProviderStage.open();
  client = new OpenAI({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => stage.close());

async function answerOf({ model }: ClientWire): Promise<Message> {
  const answer = await client.chat.completions.create({ model, messages: [HELLO] });
  return answer.choices[0]?.message as unknown as Message;
}

/** The next request as it reaches the provider. */
async function nextOf({ model }: ClientWire, ...messages: readonly Message[]): Promise<string> {
  await client.chat.completions.create({ model, messages: [HELLO, ...messages] });
  return JSON.stringify(stage.upstream.requests.at(-1)?.body);
}

describe('what a model thought', () => {
  it('of Claude is read, and comes back signed under each of its names', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const { thinking_blocks, reasoning_details, ...message } = await answerOf(ANTHROPIC);
    expect(message).toMatchObject({ reasoning_content: 'A greeting. Answer it.' });
    const again = { role: 'user', content: 'And?' } as Message;
    for (const thoughts of [{ thinking_blocks }, { reasoning_details }]) {
      const sent = await nextOf(ANTHROPIC, { ...message, ...thoughts }, again);
      expect(sent).toContain('"thinking":"A greeting. Answer it.","signature":"EqQBCgIYAhIM"');
    }
    expect(await nextOf(ANTHROPIC, message, again)).not.toContain('A greeting.');
  });

  it('of Gemini is asked for where a caller asks for thinking, and nowhere else', async () => {
    const thought = { text: 'A greeting. ', thought: true };
    const parts = [thought, { text: 'Hello!' }];
    const body = { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] };
    willSay(stage, { body, stream: null });
    const asked = { model: GEMINI.model, messages: [HELLO] };
    const answer = await client.chat.completions.create({ ...asked, reasoning_effort: 'low' });
    expect(answer.choices[0]?.message).toMatchObject({
      content: 'Hello!',
      reasoning_content: 'A greeting. ',
    });
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('"includeThoughts":true');
    expect(await nextOf(GEMINI)).not.toContain('includeThoughts');
  });

  it('of Gemini comes back by its signature, or by one that is not checked', async () => {
    willSay(stage, fixtureOf(GEMINI, 'tool-call'));
    const message = await answerOf(GEMINI);
    const calls = message['tool_calls'] as readonly { readonly id: string }[];
    const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'rain' }));
    expect(await nextOf(GEMINI, message, ...results)).toContain('"thoughtSignature":"c2lnbmF0dXJl"');
    const bare = calls.map((call) => ({ ...call, extra_content: undefined }));
    const dropped = { ...message, tool_calls: bare } as unknown as Message;
    const sent = await nextOf(GEMINI, dropped, ...results);
    expect(sent).toContain('"thoughtSignature":"skip_thought_signature_validator"');
  });
});
