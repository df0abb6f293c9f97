import * as fc from 'fast-check';
import type { AnswerPart } from '../../../../completions/opened-stream.js';
import { RequestLosses } from '../../../request-losses.js';
import { OfferedTools } from '../request/offered-tools.js';
import { responseEvents, type NumberedEvent } from './response-stream.js';

const text = fc.constantFrom('a', ' b', '{', '"');
const delta = fc.oneof(
  fc.record({ content: text }),
  fc.record({ reasoning_content: text }),
  fc.record({ refusal: text }),
  fc.constant({}),
  fc.constant({ thinking_blocks: [{ type: 'thinking', thinking: 'a', signature: 's' }] }),
  fc.record({
    tool_calls: fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }).map((places) => places.map(callAt)),
  }),
);

/** All pieces of one call name it; arguments are no whole JSON, so that none comes behind an end. */
function callAt(index: number) {
  return { index, id: `call_${index}`, function: { name: index === 2 ? 'patch' : 'f', arguments: '{"x":' } };
}

async function eventsOf(deltas: readonly object[], finishReason: string): Promise<NumberedEvent[]> {
  async function* come() {
    for (const one of deltas) {
      const choices = [{ index: 0, delta: one, finish_reason: null }];
      yield await Promise.resolve({ type: 'chunk', chunk: { model: 'm', choices } } as unknown as AnswerPart);
    }
    yield { type: 'finished', finishReason, usage: null, model: 'm' } as AnswerPart;
  }
  const body = { model: 'm', input: 'hi', include: ['reasoning.encrypted_content'] };
  const tools = new OfferedTools({ tools: [{ type: 'custom', name: 'patch' }] }, new RequestLosses());
  const asked = { body, tools, provider: 'p', model: 'm', ending: 'e', nowMs: () => 1 };
  const events: NumberedEvent[] = [];
  for await (const { event } of responseEvents(come(), asked)) events.push(event);
  return events;
}

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

describe('whatever pieces come', () => {
  it('are told in items that begin and end once, and are in the answer as they were told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(delta, { maxLength: 12 }),
        fc.constantFrom('stop', 'length', 'tool_calls', 'of_tomorrow'),
        async (deltas, reason) => {
          const events = await eventsOf(deltas, reason);
          expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, at) => at));
          const output = outputOf(events);
          const of = (type: string) =>
            events.filter((event) => event.type === `response.output_item.${type}`);
          expect(of('added').map(({ item }) => (item as Item).id)).toEqual(output.map(({ id }) => id));
          const ended = new Map(of('done').map((event) => [event['output_index'] as number, event['item']]));
          expect([of('done').length, output.map((_, at) => ended.get(at))]).toEqual([output.length, output]);
          expect(saidBy(events, 'output_text.delta')).toBe(saidIn(deltas, 'content'));
          expect(saidBy(events, 'refusal.delta')).toBe(saidIn(deltas, 'refusal'));
        },
      ),
      { numRuns: 200 },
    );
  });
});

function outputOf(events: readonly NumberedEvent[]): readonly Item[] {
  const response = events.at(-1)?.['response'] as { readonly output?: readonly Item[] } | undefined;
  return response?.output ?? [];
}

function saidBy(events: readonly NumberedEvent[], what: string): string {
  return events
    .filter(({ type }) => type === `response.${what}`)
    .map((event) => String(event['delta']))
    .join('');
}

function saidIn(deltas: readonly object[], name: string): string {
  return deltas.map((one) => (one as Readonly<Record<string, string>>)[name] ?? '').join('');
}
