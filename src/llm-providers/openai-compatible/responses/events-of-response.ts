import { isObject, objectsOf, textOrNull, type Fields } from '../../upstream/wire-fields.js';

/** Where pieces of an item stand. */
interface Place {
  readonly item_id: unknown;
  readonly output_index: number;
}

/** A text that comes in pieces: the field that holds it in the end, and the beginning of the names of its events. */
interface Told {
  readonly field: string;
  readonly events: string;
}

/** Such texts of tool calls, by the type of the item. */
const CALLS: Readonly<Record<string, Told>> = {
  function_call: { field: 'arguments', events: 'response.function_call_arguments' },
  custom_tool_call: { field: 'input', events: 'response.custom_tool_call_input' },
};

/** The same for parts of a message, by the type of the part. */
const PARTS: Readonly<Record<string, Told>> = {
  output_text: { field: 'text', events: 'response.output_text' },
  refusal: { field: 'refusal', events: 'response.refusal' },
};

/**
 * The events of a response that is there as a whole, as if the provider had streamed it, numbered from 0: its items in
 * order, each text in one piece, and its end. Items of unknown kinds come whole.
 * Source: openai 7.57.0, resources/responses, ResponseStreamEvent.
 * @param response that has ended: `completed`, `incomplete` or `failed`.
 */
export function eventsOfResponse(response: Fields): Fields[] {
  const begun = {
    ...response,
    status: 'in_progress',
    output: [],
    usage: null,
    error: null,
    incomplete_details: null,
  };
  const events: Fields[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...objectsOf(response['output']).flatMap(eventsOfItem),
    { type: `response.${String(response['status'])}`, response },
  ];
  return events.map(({ type, ...fields }, number) => ({ type, sequence_number: number, ...fields }));
}

function eventsOfItem(item: Fields, index: number): Fields[] {
  const place = { item_id: item['id'], output_index: index };
  const { begun, pieces } = inPieces(item, place);
  return [
    { type: 'response.output_item.added', output_index: index, item: begun },
    ...pieces,
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function inPieces(
  item: Fields,
  place: Place,
): { readonly begun: Fields; readonly pieces: readonly Fields[] } {
  const { type, content, summary } = item;
  const open = { ...item, ...('status' in item && { status: 'in_progress' }) };
  if (type === 'message') {
    const pieces = objectsOf(content).flatMap((part, at) =>
      eventsOfPart(part, { ...place, content_index: at }),
    );
    return { begun: { ...open, content: [] }, pieces };
  }
  if (type === 'reasoning' && Array.isArray(summary)) {
    const pieces = objectsOf(summary).flatMap((part, at) =>
      eventsOfSummary(part, { ...place, summary_index: at }),
    );
    return { begun: { ...open, summary: [] }, pieces };
  }
  const call = typeof type === 'string' && Object.hasOwn(CALLS, type) ? CALLS[type] : undefined;
  if (!call) return { begun: item, pieces: [] };
  const pieces = told(call, item[call.field], place);
  return { begun: { ...open, [call.field]: '' }, pieces };
}

function eventsOfPart(part: Fields, place: Place & { readonly content_index: number }): Fields[] {
  const { type, logprobs, annotations } = part;
  const known = typeof type === 'string' && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  const more = Array.isArray(logprobs) ? { logprobs } : type === 'output_text' ? { logprobs: [] } : {};
  const noted = annotations === undefined ? {} : { annotations: [] };
  const begun = known ? { ...part, [known.field]: '', ...noted } : part;
  const notes = Array.isArray(annotations) ? annotations.filter(isObject) : [];
  return [
    { type: 'response.content_part.added', ...place, part: begun },
    ...(known ? told(known, part[known.field], place, more) : []),
    ...notes.map((annotation, at) => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index: at,
      annotation,
    })),
    { type: 'response.content_part.done', ...place, part },
  ];
}

function eventsOfSummary(part: Fields, place: Place & { readonly summary_index: number }): Fields[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
    ...told({ events: 'response.reasoning_summary_text', field: 'text' }, part['text'], place),
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ];
}

/** A text in one piece, and as a whole; there is no piece without a word. */
function told({ events, field }: Told, value: unknown, place: Place, more: Fields = {}): Fields[] {
  const text = textOrNull(value) ?? '';
  return [
    ...(text === '' ? [] : [{ type: `${events}.delta`, ...place, delta: text, ...more }]),
    { type: `${events}.done`, ...place, [field]: text, ...more },
  ];
}
