import { EventSourceParserStream } from 'eventsource-parser/stream';
import { send, type AgentEnvelope, type AskOptions, type CalledGateway } from './agent-client.js';

export interface AgentEvent {
  readonly event: string;
  /** `{text}` of a delta, or an envelope. */
  readonly data: Partial<AgentEnvelope> & { readonly text?: string };
}

export interface OpenedEvents {
  readonly response: Response;
  /** Events as they arrive, until the answer ends; fails on bytes that are not UTF-8. */
  readonly events: AsyncGenerator<AgentEvent, void>;
}

/** Asks for a stream with the body's `stream`, unless the options or the body ask otherwise. */
export async function openEvents(
  gateway: CalledGateway,
  body: object,
  options: AskOptions = {},
): Promise<OpenedEvents> {
  const response = await send(gateway, { stream: true, ...body }, options);
  return { response, events: eventsOf(response) };
}

export async function* eventsOf({ body }: Response): AsyncGenerator<AgentEvent, void> {
  if (body === null) return;
  const events = body
    .pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))
    .pipeThrough(new EventSourceParserStream({ onError: 'terminate' }));
  for await (const { event = '', data } of events)
    yield { event, data: JSON.parse(data) as AgentEvent['data'] };
}

export interface ReadStream {
  readonly response: Response;
  /** Names of all events, in order. */
  readonly names: readonly string[];
  /** The texts of all deltas, joined. */
  readonly text: string;
  /** The data of the last event. */
  readonly end: AgentEvent['data'];
}

/** Reads a stream to its end. */
export async function readStream(
  gateway: CalledGateway,
  body: object,
  options: AskOptions = {},
): Promise<ReadStream> {
  const { response, events } = await openEvents(gateway, body, options);
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return {
    response,
    names: all.map(({ event }) => event),
    text: all.map(({ event, data }) => (event === 'delta' ? data.text : '')).join(''),
    end: all.at(-1)?.data ?? {},
  };
}
