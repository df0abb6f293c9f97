import OpenAI from 'openai';
import { ProviderStage } from '../support/provider-stage.js';

type Call = Readonly<Record<string, unknown>>;

/** As Mistral writes them: nothing says that they are functions. */
const UNTYPED: readonly Call[] = [
  { id: 'D681PevKs', index: 0, function: { name: 'sun', arguments: '{"day":1}' } },
  { id: 'yfBEybNYi', index: 1, function: { name: 'rain', arguments: '{"day":2}' } },
];
/** Of servers that say 0 of every call, and have no ids. */
const IN_ONE_PLACE: readonly Call[] = UNTYPED.map(({ function: called }) => ({
  index: 0,
  id: '',
  type: 'function',
  function: called,
}));

describe("OpenAI's SDK, where calls of tools come otherwise than OpenAI writes them", () => {
  let stage: ProviderStage;
  let client: OpenAI;
  let calls: readonly Call[];

  beforeAll(async () => {
    stage = await ProviderStage.open();
    client = new OpenAI({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
    stage.willAct(({ request, response }) => {
      const { messages, stream } = request.body as { messages: { role: string }[]; stream?: boolean };
      const isLast = messages.at(-1)?.role === 'tool';
      const said = isLast
        ? { role: 'assistant', content: 'done' }
        : { role: 'assistant', content: '', tool_calls: calls };
      const ended = { index: 0, finish_reason: isLast ? 'stop' : 'tool_calls' };
      const answer = { id: 'a', created: 1, model: 'm' };
      const whole = { ...answer, object: 'chat.completion', choices: [{ ...ended, message: said }] };
      const chunk = { ...answer, object: 'chat.completion.chunk', choices: [{ ...ended, delta: said }] };
      response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
      response.end(stream ? `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n` : JSON.stringify(whole));
    });
  });
  afterAll(() => stage.close());

  const toolNamed = (name: string, days: unknown[]) => ({
    type: 'function' as const,
    function: {
      name,
      parameters: { type: 'object', properties: { day: { type: 'integer' } } },
      description: 'Tells the weather.',
      function: (told: string) => {
        days.push([name, told]);
        return 'fine';
      },
    },
  });

  it.each<[string, readonly Call[], boolean]>([
    ['without a type, whole', UNTYPED, false],
    ['without a type, streamed', UNTYPED, true],
    ['in one place without ids, streamed', IN_ONE_PLACE, true],
  ])('runs each of several tools that are called %s', async (_, told, isStreamed) => {
    calls = told;
    const days: unknown[] = [];
    const body = {
      model: 'local/llama3.3',
      messages: [{ role: 'user' as const, content: 'How will it be?' }],
      tools: [toolNamed('sun', days), toolNamed('rain', days)],
    };
    const runner = isStreamed
      ? client.chat.completions.runTools({ ...body, stream: true })
      : client.chat.completions.runTools(body);
    expect(await runner.finalContent()).toBe('done');
    expect(days).toEqual([
      ['sun', '{"day":1}'],
      ['rain', '{"day":2}'],
    ]);
  });
});
