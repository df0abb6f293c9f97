import type { Fields } from '../../../../src/common/fields.js';
import { halves } from '../../sse.js';

type Event = Fields & { readonly type: string };

/** The events of one item of a streamed response. Source: openai 7.57.0, `ResponseStreamEvent`, read 2026-11-29. */
export function eventsOfItem(item: Fields, index: number): Event[] {
  const place = { item_id: item['id'], output_index: index };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, ...begunAs(item) } },
    ...piecesOf(item, place),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function begunAs({ type }: Fields): Fields {
  if (type === 'reasoning') return { summary: [] };
  return { status: 'in_progress', ...(type === 'message' ? { content: [] } : { arguments: '' }) };
}

function piecesOf(item: Fields, place: Fields): Event[] {
  switch (item['type']) {
    case 'reasoning':
      return ofSummary((item['summary'] as Fields[])[0] ?? {}, { ...place, summary_index: 0 });
    case 'message':
      return ofPart((item['content'] as Fields[])[0] ?? {}, { ...place, content_index: 0 });
    default: {
      const type = 'response.function_call_arguments';
      const text = String(item['arguments']);
      const pieces = halves(text).map((delta) => ({ type: `${type}.delta`, ...place, delta }));
      return [...pieces, { type: `${type}.done`, ...place, arguments: text }];
    }
  }
}

function ofSummary(part: Fields, place: Fields): Event[] {
  const type = 'response.reasoning_summary';
  const text = String(part['text']);
  return [
    { type: `${type}_part.added`, ...place, part: { ...part, text: '' } },
    ...halves(text).map((delta) => ({ type: `${type}_text.delta`, ...place, delta })),
    { type: `${type}_text.done`, ...place, text },
    { type: `${type}_part.done`, ...place, part },
  ];
}

function ofPart(part: Fields, place: Fields): Event[] {
  const isText = part['type'] === 'output_text';
  const [name, kind] = isText ? ['text', 'output_text'] : ['refusal', 'refusal'];
  const more = isText ? { logprobs: [] } : {};
  const text = String(part[name]);
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, [name]: '' } },
    ...halves(text).map((delta) => ({ type: `response.${kind}.delta`, ...place, delta, ...more })),
    { type: `response.${kind}.done`, ...place, [name]: text, ...more },
    { type: 'response.content_part.done', ...place, part },
  ];
}
