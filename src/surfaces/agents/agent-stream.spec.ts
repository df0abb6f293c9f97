import { GatewayError } from '../../common/errors.js';
import type { AnswerPart } from '../../completions/opened-stream.js';
import { agentEvents, type AgentEvent } from './agent-stream.js';
import type { StreamPart } from '../../port/canonical.js';
import {
  chunkOf,
  END,
  FakeLlmProvider,
  partsOf,
  textPart,
  USAGE,
} from '../../port/testing/fake-llm-provider.js';

const COST = { usd: null, source: null };
const CALL = {
  target: { provider: new FakeLlmProvider(), model: 'small' },
  warnings: [],
  sunset: null,
  upstreamMs: 5,
  limitHeaders: {},
  affinity: null,
  attempts: 1,
  model: 'small',
  requestId: 'r-1',
};

/** As the use case hands them up: the end with its cost. */
async function* priced(parts: AsyncIterable<StreamPart>): AsyncGenerator<AnswerPart> {
  for await (const part of parts) yield part.type === 'finished' ? { ...part, cost: COST } : part;
}

async function eventsOf(parts: AsyncIterable<StreamPart>): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of agentEvents(priced(parts), CALL)) events.push(event);
  return events;
}

const delta = (text: string) => ({ event: 'delta', data: { text } });

describe('agentEvents', () => {
  it('are a delta for each piece of text, then one done with the whole answer', async () => {
    const events = await eventsOf(partsOf(textPart('Hel'), textPart('lo!'), END));
    expect(events.slice(0, -1)).toEqual([delta('Hel'), delta('lo!')]);
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: {
        status: 'success',
        message: 'Hello!',
        model: 'small',
        usage: USAGE,
        provider_model: 'acme-1',
        finish_reason: 'stop',
        request_id: 'r-1',
      },
    });
  });

  it.each<[string, StreamPart]>([
    ['a role alone', { type: 'chunk', chunk: chunkOf({ role: 'assistant' }) }],
    ['an empty text', textPart('')],
    ['content null', { type: 'chunk', chunk: chunkOf({ content: null }) }],
    ['a tool call', { type: 'chunk', chunk: chunkOf({ tool_calls: [{ index: 0 }] }) }],
    ['no choices', { type: 'chunk', chunk: { ...chunkOf({}), choices: [] } }],
  ])('leave out a chunk with %s', async (_, part) => {
    const events = await eventsOf(partsOf(part, textPart('Hi'), END));
    expect(events.map(({ event }) => event)).toEqual(['delta', 'done']);
  });

  it('give the words of a refusal as text', async () => {
    const refusal = { type: 'chunk', chunk: chunkOf({ refusal: 'I cannot.' }) } as const;
    const events = await eventsOf(partsOf(refusal, END));
    expect(events).toMatchObject([delta('I cannot.'), { event: 'done', data: { message: 'I cannot.' } }]);
  });

  it('are one done alone for an answer without text, warned of at the limit', async () => {
    const events = await eventsOf(partsOf({ ...END, finishReason: 'length' } as StreamPart));
    expect(events).toMatchObject([
      { event: 'done', data: { message: '', warnings: [{ action: 'exhausted' }] } },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['an error of the provider', new GatewayError('provider.unavailable', 'Down.'), 'provider.unavailable'],
    ['an unexpected error', new Error('sk-secret'), 'gateway.internal'],
  ])('end with one error, and never a done, after %s', async (_, thrown, code) => {
    async function* failing(): AsyncGenerator<StreamPart> {
      yield textPart('Hel');
      throw thrown as Error;
    }
    const events = await eventsOf(failing());
    expect(events).toMatchObject([
      delta('Hel'),
      { event: 'error', data: { status: 'error', model: 'small', error: { code }, request_id: 'r-1' } },
    ]);
    expect(JSON.stringify(events)).not.toContain('sk-secret');
  });

  it('tell a meter what they hold, and end in the error that it throws, leaving the answer', async () => {
    const told: number[] = [];
    let wasLeft = false;
    async function* endless(): AsyncGenerator<StreamPart> {
      try {
        for (;;) yield textPart('more ');
      } finally {
        wasLeft = true;
      }
    }
    const meter = (characters: number) => {
      told.push(characters);
      if (characters > 10) throw new GatewayError('gateway.overloaded', 'No room.');
    };
    const events: AgentEvent[] = [];
    for await (const event of agentEvents(priced(endless()), CALL, meter)) events.push(event);
    expect([told, wasLeft]).toEqual([[5, 10, 15], true]);
    expect(events).toMatchObject([
      delta('more '),
      delta('more '),
      { event: 'error', data: { error: { code: 'gateway.overloaded' } } },
    ]);
  });

  it('leave the answer when they are left', async () => {
    let wasLeft = false;
    async function* endless(): AsyncGenerator<StreamPart> {
      try {
        for (;;) yield textPart('more ');
      } finally {
        wasLeft = true;
      }
    }
    for await (const event of agentEvents(priced(endless()), CALL)) {
      expect(event).toEqual(delta('more '));
      break;
    }
    expect(wasLeft).toBe(true);
  });
});
