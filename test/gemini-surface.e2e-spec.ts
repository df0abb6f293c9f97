import { httpCall } from './faults/support/http-call.js';
import { failureOf, fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { ProviderStage } from './support/provider-stage.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { cutsOf } from './support/staged-providers.js';

const [OPENAI, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
const HELLO = { contents: [{ role: 'user', parts: [{ text: 'hello there' }] }] };
const TOLD = 'x-tollgate-warnings';

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name: string };
}
interface Answer {
  readonly candidates: readonly {
    readonly content: { readonly parts: readonly Part[] };
    finishReason?: string;
  }[];
  readonly error?: { readonly code: number; readonly status: string; readonly details?: readonly object[] };
}

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const ask = (path: string, body?: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(stage.gateway.url + path, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  });
const generate = (model: string, body: object = HELLO, headers = {}) =>
  ask(`/v1beta/models/${model}:generateContent`, body, headers);
const streamed = (model: string, body: object = HELLO) =>
  ask(`/v1beta/models/${model}:streamGenerateContent?alt=sse`, body);
const partsOf = (answers: readonly Answer[]) =>
  answers.flatMap(({ candidates: [one] }) => one?.content.parts ?? []);
const textOf = (answers: readonly Answer[]) =>
  partsOf(answers)
    .map(({ text, thought }) => (thought === true ? '' : (text ?? '')))
    .join('');
const chunksIn = (text: string) =>
  [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => JSON.parse(data) as Answer);
const sent = () => stage.upstream.requests.at(-1)?.body;

describe("Gemini's API", () => {
  it.each(WIRES)('gives a whole answer, events, and an array, of $provider', async (wire) => {
    const { expected, ...fixture } = fixtureOf(wire, 'plain');
    willSay(stage, fixture);
    const answer = await generate(wire.model);
    const whole = (await answer.json()) as Answer;
    expect([answer.status, answer.headers.get('x-tollgate-provider')]).toEqual([200, wire.provider]);
    const events = chunksIn(await (await streamed(wire.model)).text());
    const escaped = encodeURIComponent(wire.model);
    const array = (await (
      await ask(`/v1/models/${escaped}:streamGenerateContent`, HELLO)
    ).json()) as Answer[];
    for (const answers of [[whole], events, array]) {
      expect(textOf(answers)).toBe(expected.text);
      // chats of Google's SDK for Python forget a turn of which one event has no part
      expect(answers.map((one) => partsOf([one]).length)).not.toContain(0);
      expect(answers.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
      expect(answers.at(-1)).toMatchObject({
        usageMetadata: { promptTokenCount: expected.usage?.prompt_tokens },
        modelVersion: expect.any(String) as string,
      });
    }
  });

  it.each(['v1beta', 'v1'])('takes a name with a slash right behind /%s, as `ai` writes it', async (path) => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const answer = await ask(`/${path}/${ANTHROPIC.model}:generateContent`, HELLO);
    expect([answer.status, answer.headers.get('x-tollgate-provider')]).toEqual([200, 'anthropic']);
    const refused = await ask(`/${path}/nobody/m:generateContent`, HELLO);
    expect(await refused.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
  });

  it('tells what a provider cannot be told, or refuses it', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const generationConfig = { max_output_tokens: 9, topK: 3, thinkingConfig: { thinkingLevel: 'LOW' } };
    const asked = { ...HELLO, generationConfig, safetySettings: [], tools: [{ googleSearch: {} }] };
    const answer = await generate(OPENAI.model, asked);
    const told = JSON.parse(answer.headers.get(TOLD) ?? '[]') as { parameter: string }[];
    expect(told.map(({ parameter }) => parameter).toSorted()).toEqual([
      'generationConfig.topK',
      'safetySettings',
      'tools',
    ]);
    expect(sent()).toEqual({
      model: 'gpt-6-luna',
      messages: [{ role: 'user', content: 'hello there' }],
      max_completion_tokens: 9,
      reasoning_effort: 'low',
    });
    const refusal = await generate(OPENAI.model, asked, { 'x-strict-params': 'true' });
    expect(await refusal.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
  });

  it.each([
    [ANTHROPIC, '"signature":"'],
    [GEMINI, '"thoughtSignature":"c2lnbmF0dXJl"'],
  ])('brings back what was thought, to $provider', async (wire, mark) => {
    willSay(stage, fixtureOf(wire, wire === GEMINI ? 'tool-call' : 'plain'));
    const generationConfig = { thinkingConfig: { includeThoughts: true } };
    const asked = { ...HELLO, generationConfig };
    for (const answers of [
      [(await (await generate(wire.model, asked)).json()) as Answer],
      chunksIn(await (await streamed(wire.model, asked)).text()),
    ]) {
      const parts = partsOf(answers);
      if (wire === ANTHROPIC) expect(parts.some(({ text, thought }) => text && thought)).toBe(true);
      const results = parts.flatMap(({ functionCall: call }) =>
        call ? [{ functionResponse: { name: call.name, response: { result: 'rain' } } }] : [],
      );
      const next = { role: 'user', parts: results.length > 0 ? results : [{ text: 'go on' }] };
      await generate(wire.model, { contents: [...HELLO.contents, { role: 'model', parts }, next] });
      expect(JSON.stringify(sent())).toContain(mark);
    }
  });

  it.each([
    ['/v1beta/models/openai/none:generateContent', { contents: [] }, 400, 'INVALID_ARGUMENT'],
    ['/v1beta/models/nobody/x:generateContent', HELLO, 404, 'NOT_FOUND'],
    ['/v1/models/nobody/x:generateContent', HELLO, 404, 'NOT_FOUND'],
    ['/v1beta/models/openai/x:predict', HELLO, 404, 'NOT_FOUND'],
    ['/v1beta/nothing', HELLO, 404, 'NOT_FOUND'],
    ['/v1beta/models/openai/none', undefined, 404, 'NOT_FOUND'],
  ])("refuses %s in Google's shape", async (path, body, code, status) => {
    const answer = await ask(path, body);
    expect([answer.status, await answer.json()]).toEqual([
      code,
      { error: expect.objectContaining({ code, status }) as object },
    ]);
  });

  it('names the field that another API refuses as its caller wrote it', async () => {
    const film = { inlineData: { mimeType: 'video/mp4', data: 'AA==' } };
    const answer = await generate(ANTHROPIC.model, { contents: [{ role: 'user', parts: [film] }] });
    const violation = { fieldViolations: [expect.objectContaining({ field: 'contents[0]' })] };
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { details: [violation] } }]);
  });

  it('asks no other model about what Google alone keeps', async () => {
    const before = stage.upstream.requests.length;
    const answer = await generate(OPENAI.model, { ...HELLO, cached_content: 'cachedContents/1' });
    const fieldViolations = [{ field: 'cachedContent' }];
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { status: 'INVALID_ARGUMENT', details: [{ fieldViolations }] } },
    ]);
    expect(stage.upstream.requests.length).toBe(before);
  });

  it('says in RetryInfo when to try again', async () => {
    stage.willFail(failureOf(OPENAI, 'provider.rate_limited'));
    const answer = await generate(OPENAI.model);
    const { error } = (await answer.json()) as Answer;
    const retryDelay = `${answer.headers.get('retry-after')}s`;
    expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
    expect(error?.details).toContainEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay,
    });
  });

  it.each(['?alt=sse', ''])('breaks off a stream that fails, behind the error: "%s"', async (query) => {
    const fixture = fixtureOf(OPENAI, 'plain');
    const cut = cutsOf(fixture).at(-1);
    willSay(stage, fixture, { ...(cut && { maxBytes: cut.at, ending: cut.ending }) });
    const answer = await ask(`/v1beta/models/${OPENAI.model}:streamGenerateContent${query}`, HELLO);
    let text = '';
    const read = async () => {
      for await (const piece of answer.body ?? []) text += Buffer.from(piece as Uint8Array).toString();
    };
    await expect(read()).rejects.toThrow('terminated');
    expect(text).toContain('"error":{"code":502,');
  });

  it.each([OPENAI, ANTHROPIC, GEMINI])(
    'tells of a stream of $provider that breaks off in a piece of plain JSON, and in an event',
    async (wire) => {
      const fixture = fixtureOf(wire, 'plain');
      const size = Buffer.byteLength(fixture.stream ?? '');
      willSay(stage, fixture, { maxBytes: Math.floor(size * 0.6), ending: 'cut' });
      // as they are on the wire: `fetch` makes one of those that it finds together
      const pieces: string[] = [];
      const { isWhole } = await httpCall(
        `${stage.gateway.url}/v1beta/models/${wire.model}:streamGenerateContent?alt=sse`,
        JSON.stringify(HELLO),
        { headers: { 'content-type': 'application/json' }, onPiece: (piece) => void pieces.push(piece) },
      );
      expect(isWhole).toBe(false);
      const error = { code: 502, status: 'UNAVAILABLE' };
      const bare = pieces.filter((piece) => piece.startsWith('{')).map((piece): unknown => JSON.parse(piece));
      expect(bare).toEqual([{ error: expect.objectContaining(error) as object }]);
      expect(chunksIn(pieces.join('')).at(-1)).toMatchObject({ error });
    },
  );

  it('takes null for what was left out, as Google does', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const turn = { role: null, parts: [{ text: 'hello', inlineData: null, functionResponse: null }] };
    const nothing = { tools: null, toolConfig: null, generationConfig: null, systemInstruction: null };
    expect((await generate(OPENAI.model, { contents: [turn], ...nothing })).status).toBe(200);
    expect(sent()).toMatchObject({ messages: [{ role: 'user', content: 'hello' }] });
    const wrong = [{ content: { parts: null } }, { content: turn, outputDimensionality: '8' }];
    for (const body of wrong) {
      const refused = await ask(`/v1beta/models/${OPENAI.model}:embedContent`, body);
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { error: { status: 'INVALID_ARGUMENT' } },
      ]);
    }
  });

  it.each(['GET', 'OPTIONS'])('takes a call as POST alone, and no %s', async (method) => {
    const answer = await fetch(`${stage.gateway.url}/v1beta/models/a/b:generateContent`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('counts by an estimate where the provider has no count, and says so', async () => {
    const answer = await ask(`/v1beta/models/${OPENAI.model}:countTokens`, HELLO);
    expect([answer.headers.get('x-tollgate-token-count'), await answer.json()]).toEqual([
      'estimate',
      { totalTokens: expect.any(Number) as number },
    ]);
  });

  it("counts as Anthropic does, in Anthropic's words", async () => {
    stage.willAct(answerJson(200, { input_tokens: 11 }));
    const generationConfig = { temperature: 0.5, maxOutputTokens: 9 };
    const answer = await ask(`/v1beta/models/${ANTHROPIC.model}:countTokens`, { ...HELLO, generationConfig });
    expect([answer.headers.get('x-tollgate-token-count'), await answer.json()]).toEqual([
      'provider',
      { totalTokens: 11 },
    ]);
    expect(stage.upstream.requests.at(-1)?.path).toBe('/v1/messages/count_tokens');
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'hello there' }] }];
    expect(sent()).toEqual({ model: ANTHROPIC.model.slice('anthropic/'.length), messages });
  });

  it('makes vectors', async () => {
    const data = [1, 0].map((index) => ({ object: 'embedding', index, embedding: [index] }));
    stage.willAct(answerJson(200, { object: 'list', data, model: 'm' }));
    const path = '/v1beta/models/openai/text-embedding-3-small';
    const content = { parts: [{ text: 'hello' }] };
    const request = { content, outputDimensionality: 1, taskType: 'RETRIEVAL_QUERY' };
    const several = await ask(`${path}:batchEmbedContents`, { requests: [request, request] });
    expect(await several.json()).toEqual({ embeddings: [{ values: [0] }, { values: [1] }] });
    expect(sent()).toMatchObject({ input: ['hello', 'hello'], dimensions: 1 });
    expect(several.headers.get(TOLD)).toContain('taskType');
    stage.willAct(answerJson(200, { object: 'list', data: data.slice(1), model: 'm' }));
    expect(await (await ask(`${path}:embedContent`, request)).json()).toEqual({ embedding: { values: [0] } });
  });

  it('lists models in pages, and tells of one', async () => {
    stage.willAct(answerJson(200, { object: 'list', data: [] }));
    const page = (await (await ask('/v1beta/models?pageSize=1')).json()) as {
      models: { name: string }[];
      nextPageToken: string;
    };
    expect([page.models.length, page.nextPageToken]).toEqual([1, '1']);
    const [{ name } = { name: '' }] = page.models;
    expect(await (await ask(`/v1beta/${name}`)).json()).toMatchObject({ name });
    expect((await ask('/v1beta/models?pageToken=x')).status).toBe(400);
    const google = { 'x-goog-api-key': 'none' };
    expect(await (await ask(`/v1/${name}`, undefined, google)).json()).toMatchObject({ name });
    const unknown = await ask('/v1/models/nobody', undefined, google);
    expect(await unknown.json()).toMatchObject({ error: { status: 'NOT_FOUND' } });
    expect(await (await ask('/v1/models')).json()).toMatchObject({ object: 'list' });
  });
});

describe('pictures that a model has made', () => {
  const PICTURE = { mimeType: 'image/png', data: 'aGVsbG8=' };
  const URL_OF_IT = `data:image/png;base64,${PICTURE.data}`;
  const parts = [{ text: 'Look: ' }, { inlineData: PICTURE, thoughtSignature: 'c2ln' }];
  const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 5, totalTokenCount: 8 };
  const body = {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }],
    usageMetadata,
    modelVersion: 'gemini-3.5-flash-image',
  };
  const chunks = parts.map((part, at) => ({
    candidates: [{ content: { role: 'model', parts: [part] }, ...(at === 1 && { finishReason: 'STOP' }) }],
    usageMetadata,
  }));
  const stream = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  const messages = [{ role: 'user', content: 'draw' }];
  const { model } = GEMINI;
  const answerTo = async (path: string, asked: object) => {
    willSay(stage, { body, stream });
    return (await ask(path, asked)).text();
  };
  beforeEach(() => willSay(stage, { body, stream }));

  it('go to callers of chats as OpenRouter has them, and come back to Gemini', async () => {
    const image = {
      type: 'image_url',
      index: 0,
      image_url: { url: URL_OF_IT },
      extra_content: { google: { thought_signature: 'c2ln' } },
    };
    const asked = { model, messages, modalities: ['text', 'image'] };
    const whole = JSON.parse(await answerTo('/v1/chat/completions', asked)) as {
      choices: { message: object; finish_reason: string }[];
    };
    expect(whole.choices[0]).toMatchObject({
      message: { content: 'Look: ', images: [image] },
      finish_reason: 'stop',
    });
    expect(sent()?.['generationConfig']).toMatchObject({ responseModalities: ['TEXT', 'IMAGE'] });
    const events = await answerTo('/v1/chat/completions', { model, messages, stream: true });
    expect(events).toContain(`"images":[${JSON.stringify(image)}]`);
    const again = [...messages, whole.choices[0]?.message, { role: 'user', content: 'bigger' }];
    const next = await ask('/v1/chat/completions', { ...asked, messages: again });
    expect([next.status, next.headers.get(TOLD)]).toEqual([200, null]);
    expect(JSON.stringify(sent())).toContain(
      `{"inlineData":${JSON.stringify(PICTURE)},"thoughtSignature":"c2ln"}`,
    );
  });

  it('are items to callers of responses, and are shown to the next model', async () => {
    const item = {
      type: 'image_generation_call',
      status: 'completed',
      result: PICTURE.data,
      output_format: 'png',
    };
    const whole = JSON.parse(await answerTo('/v1/responses', { model, input: 'draw' })) as {
      output: object[];
    };
    expect(whole.output).toMatchObject([{ type: 'message' }, item]);
    const events = await answerTo('/v1/responses', { model, input: 'draw', stream: true });
    expect(events).toContain('event: response.image_generation_call.completed');
    const done = [...events.matchAll(/^event: response.output_item.done\ndata: (.*)$/gm)];
    expect(JSON.parse(done[1]?.[1] ?? '')).toMatchObject({ output_index: 1, item });
    const input = [{ role: 'user', content: 'draw' }, ...whole.output, { role: 'user', content: 'bigger' }];
    await answerTo('/v1/responses', { model, input });
    expect(JSON.stringify(sent())).toContain(`{"inlineData":${JSON.stringify(PICTURE)}}`);
  });

  it.each([
    ['/v1/messages', { max_tokens: 99, messages }],
    ['/agents/llm-providers/gemini', { prompt: 'draw' }],
  ])('are told of in words at %s', async (path, asked) => {
    const told = 'a picture (image/png, 6 bytes), which this API has no place for.';
    const named = path === '/v1/messages' ? { ...asked, model } : asked;
    expect(await answerTo(path, named)).toContain(told);
    const events = await answerTo(path, { ...named, stream: true });
    expect(events).toContain(told);
    expect(events).not.toContain(PICTURE.data);
  });

  it('of other models come to callers of this API, and are shown again', async () => {
    const images = [{ type: 'image_url', image_url: { url: URL_OF_IT } }];
    const said = { id: 'c', object: 'chat.completion', model: 'm' };
    const completion = {
      ...said,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Look', images }, finish_reason: 'stop' }],
    };
    willSay(stage, { body: completion, stream: null });
    const answer = (await (await generate(OPENAI.model)).json()) as Answer;
    expect(partsOf([answer])).toEqual([{ text: 'Look' }, { inlineData: PICTURE }]);
    const next = { role: 'user', parts: [{ text: 'bigger' }] };
    await generate(OPENAI.model, { contents: [...HELLO.contents, answer.candidates[0]?.content, next] });
    expect(sent()?.['messages']).toMatchObject([
      { role: 'user', content: 'hello there' },
      { role: 'assistant', content: 'Look' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Of the answer before:' },
          { type: 'image_url', image_url: { url: URL_OF_IT } },
          { type: 'text', text: 'bigger' },
        ],
      },
    ]);
  });
});

describe("Gemini's API to Gemini", () => {
  const bare = GEMINI.model.slice('gemini/'.length);
  const asked = {
    ...HELLO,
    system_instruction: { parts: [{ text: 'be brief' }] },
    safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    cachedContent: 'cachedContents/1',
    tools: [{ googleSearch: {} }, { codeExecution: {} }],
    generationConfig: { maxOutputTokens: 9, responseLogprobs: true, thinkingConfig: { thinkingBudget: -1 } },
    fieldOfTomorrow: { deep: [1] },
  };

  it('passes requests and answers on as they came: whole, in events, in an array', async () => {
    const fixture = fixtureOf(GEMINI, 'plain');
    const text = JSON.stringify(fixture.body, null, 2);
    stage.willAct(answerBytes('application/json', text));
    const whole = await generate(GEMINI.model, asked);
    expect([await whole.text(), whole.headers.get(TOLD)]).toEqual([text, null]);
    expect(stage.upstream.requests.at(-1)).toMatchObject({
      path: `/v1beta/models/${bare}:generateContent`,
      body: asked,
    });
    willSay(stage, fixture);
    const stream = (fixture.stream ?? '').replaceAll('\r\n', '\n');
    expect(await (await streamed(GEMINI.model, asked)).text()).toBe(stream);
    expect(stage.upstream.requests.at(-1)).toMatchObject({
      path: `/v1beta/models/${bare}:streamGenerateContent?alt=sse`,
      body: asked,
    });
    const other = await ask(`/v1beta/models/${GEMINI.model}:streamGenerateContent?$alt=sse`, asked);
    expect(await other.text()).toBe(stream);
    const bareTurn = { ...asked, contents: { parts: { text: 'hello' } } };
    expect((await streamed(GEMINI.model, bareTurn)).status).toBe(200);
    expect(sent()).toEqual(bareTurn);
    const array = await ask(`/v1beta/models/${GEMINI.model}:streamGenerateContent`, asked);
    const chunks = [...stream.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => data);
    expect(await array.text()).toBe(`[${chunks.join(',\r\n')}]`);
  });

  it('passes on images of some megabytes, which come in one event', async () => {
    const image = { inlineData: { mimeType: 'image/png', data: 'A'.repeat(2 * 1024 * 1024) } };
    const candidates = [{ content: { role: 'model', parts: [image] }, finishReason: 'STOP' }];
    const text = `data: ${JSON.stringify({ candidates })}\n\n`;
    stage.willAct(answerBytes('text/event-stream', text));
    expect((await (await streamed(GEMINI.model, asked)).text()) === text).toBe(true);
  });

  it('counts and makes vectors by itself', async () => {
    stage.willAct(answerJson(200, { totalTokens: 7, cachedContentTokenCount: 1 }));
    const request = { model: 'models/any', ...asked };
    const count = await ask(`/v1beta/models/${GEMINI.model}:countTokens`, {
      generateContentRequest: request,
    });
    expect([count.headers.get('x-tollgate-token-count'), await count.json()]).toEqual([
      'provider',
      { totalTokens: 7, cachedContentTokenCount: 1 },
    ]);
    expect(sent()).toEqual({ generateContentRequest: { ...request, model: `models/${bare}` } });
    stage.willAct(answerBytes('application/json', '{"embeddings":[{"values":[0.10]}]}'));
    const one = {
      content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AA' } }] },
      taskType: 'X',
    };
    const answer = await ask('/v1beta/models/gemini/gemini-embedding-001:batchEmbedContents', {
      requests: [one, { ...one, outputDimensionality: 2 }],
    });
    expect([await answer.text(), answer.headers.get(TOLD)]).toEqual([
      '{"embeddings":[{"values":[0.10]}]}',
      null,
    ]);
    const model = 'models/gemini-embedding-001';
    expect(sent()).toEqual({
      requests: [
        { ...one, model },
        { ...one, outputDimensionality: 2, model },
      ],
    });
  });

  it.each(['provider.rejected', 'model.not_found', 'provider.unavailable', 'provider.timed_out'] as const)(
    'tells %s as Google told it',
    async (code) => {
      const failure = failureOf(GEMINI, code);
      stage.willFail(failure);
      const answer = await generate(GEMINI.model, asked);
      expect([answer.status, await answer.json()]).toEqual([failure.status, failure.body]);
    },
  );

  it('says in RetryInfo when to try again, where Google says it in words', async () => {
    const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down. Please retry in 7.2s.' };
    stage.willAct(answerJson(429, { error: { ...error, details: [{ '@type': 'x.Help', links: [] }] } }));
    const answer = await generate(GEMINI.model, asked);
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '8',
      {
        error: {
          ...error,
          details: [
            { '@type': 'x.Help', links: [] },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '8s' },
          ],
        },
      },
    ]);
  });

  it('leaves out the thoughts of others', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const generationConfig = { thinkingConfig: { includeThoughts: true } };
    const parts = partsOf([
      (await (await generate(ANTHROPIC.model, { ...HELLO, generationConfig })).json()) as Answer,
    ]);
    willSay(stage, fixtureOf(GEMINI, 'plain'));
    await generate(GEMINI.model, {
      contents: [...HELLO.contents, { role: 'model', parts }, ...HELLO.contents],
    });
    const { contents } = sent() as { contents: { parts: Part[] }[] };
    expect(parts.some(({ thoughtSignature }) => thoughtSignature !== undefined)).toBe(true);
    expect(contents[1]?.parts.some(({ thoughtSignature }) => thoughtSignature !== undefined)).toBe(false);
  });
});

describe("keys as Google's clients send them", () => {
  let closed: ProviderStage;
  beforeAll(async () => void (closed = await ProviderStage.open({ GATEWAY_API_KEYS: 'gate-key-of-google' })));
  afterAll(() => closed.close());

  it('takes them in a header or in the address, and tells nobody', async () => {
    willSay(closed, fixtureOf(OPENAI, 'plain'));
    const post = (query: string, headers = {}) =>
      fetch(`${closed.gateway.url}/v1beta/models/${OPENAI.model}:generateContent${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(HELLO),
      });
    const refused = await post('?key=gate-key-of-goggle');
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: expect.objectContaining({ status: 'UNAUTHENTICATED' }) as object },
    ]);
    expect((await post('', { 'x-goog-api-key': 'gate-key-of-google' })).status).toBe(200);
    const answer = await post('?key=gate-key-of-google');
    expect(answer.status).toBe(200);
    const elsewhere = await fetch(`${closed.gateway.url}/agents/llm-providers?key=gate-key-of-google`);
    expect(elsewhere.status).toBe(401);
    const id = answer.headers.get('x-request-id');
    const line = await closed.gateway.logLine((fields) => fields['request_id'] === id);
    const request = closed.upstream.requests.at(-1);
    const all = JSON.stringify([line, request?.path, request?.headers]);
    expect(all).not.toContain('gate-key-of-google');
  });
});
