import { ProviderStage } from './support/provider-stage.js';
import { stream } from './support/scripted-upstream/stream-script.js';

const messages = [{ role: 'user', content: 'hello' }];
const chunk = (choices: readonly object[], more: object = {}) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-6-luna',
  choices,
  ...more,
});
const said = (delta: object, reason: string | null = null, more: object = {}) =>
  chunk([{ index: 0, delta, finish_reason: reason }], more);
const count = (more: object) =>
  chunk([], { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, ...more });

const TIMINGS = { prompt_n: 10, predicted_ms: 1.5 };
/** A field that nobody knows has a stream read in the usual way from there on. */
const ODD = said({ content: 'a' }, null, { x_groq: { id: 'g' } });

const WAYS: readonly (readonly [string, readonly object[]])[] = [
  ['like most', [said({ content: 'a' })]],
  ['that is odd', [ODD]],
];

describe('what stands beside counts of a stream', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  const chunksOf = async (frames: readonly object[], more: object = {}) => {
    const data = frames.map((each) => `data: ${JSON.stringify(each)}\n\n`);
    stage.willAct(stream([...data, 'data: [DONE]\n\n']));
    const body = { model: 'openai/gpt-6-luna', messages, stream: true, ...more };
    const answer = await stage.ask('/v1/chat/completions', body);
    const told = (await answer.text()).split('\n\n').filter((frame) => frame !== '');
    expect(told.pop()).toBe('data: [DONE]');
    return told.map((frame) => JSON.parse(frame.slice('data: '.length)) as object);
  };

  it.each(WAYS)(
    'is told where nobody asked for them, beside a choice that says nothing, in a stream %s',
    async (_, begun) => {
      const given = [...begun, said({}, 'stop'), count({ timings: TIMINGS })];
      const nothing = said({}, null, { timings: TIMINGS });
      expect(await chunksOf(given)).toEqual([...begun, said({}, 'stop'), nothing]);
    },
  );

  it.each(WAYS)(
    'is no chunk of its own where it is what every chunk says, in a stream %s',
    async (_, begun) => {
      const more = { service_tier: 'default', system_fingerprint: 'fp', provider: 'Acme', timings: null };
      expect(await chunksOf([...begun, said({}, 'stop'), count(more)])).toEqual([...begun, said({}, 'stop')]);
    },
  );

  it.each(WAYS)('stands beside counts that were asked for, in a stream %s', async (_, begun) => {
    const given = [...begun, said({}, 'stop'), count({ timings: TIMINGS })];
    expect(await chunksOf(given, { stream_options: { include_usage: true } })).toEqual(given);
  });

  it.each(WAYS)('stands beside counts that are yet to come, in a stream %s', async (_, begun) => {
    const usage = null;
    // Azure's first chunk; OpenAI writes null into each.
    const first = chunk([], { prompt_filter_results: [{ prompt_index: 0 }], usage });
    const given = [
      first,
      ...begun,
      said({ content: 'b' }, null, { usage }),
      said({}, 'stop', { usage }),
      count({}),
    ];
    expect(await chunksOf(given, { stream_options: { include_usage: true } })).toEqual(given);
  });

  it.each(WAYS)(
    'stands with the counts of each chunk where those were asked for, in a stream %s',
    async (_, begun) => {
      const usage = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };
      const given = [
        ...begun,
        said({ content: 'b' }, null, { usage }),
        said({}, 'stop', { usage }),
        count({ timings: TIMINGS }),
      ];
      const stream_options = { include_usage: true, continuous_usage_stats: true };
      expect(await chunksOf(given, { stream_options })).toEqual(given);
      expect(await chunksOf(given.slice(0, -1), { stream_options })).toEqual([
        ...given.slice(0, -1),
        chunk([], { usage }),
      ]);
      expect(await chunksOf(given, { stream_options: { continuous_usage_stats: true } })).toEqual([
        ...begun,
        said({ content: 'b' }),
        said({}, 'stop'),
        said({}, null, { timings: TIMINGS }),
      ]);
    },
  );

  it('is told in the shape of older completions', async () => {
    const older = (text: string, reason: string | null = null) =>
      chunk([{ index: 0, text, logprobs: null, finish_reason: reason }], { object: 'text_completion' });
    const frames = [older('a', 'stop'), count({ object: 'text_completion', timings: TIMINGS })];
    stage.willAct(stream([...frames.map((each) => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n']));
    const body = { model: 'openai/gpt-6-luna', prompt: 'hello', stream: true };
    const told = await (await stage.ask('/v1/completions', body)).text();
    expect(told).toContain(
      '"choices":[{"index":0,"text":"","logprobs":null,"finish_reason":null}],"timings":{"prompt_n":10',
    );
  });
});
