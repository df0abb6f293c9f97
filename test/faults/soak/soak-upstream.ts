import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { chunk, completion, delta, DONE, finish } from '../support/openai-wire.js';
import { answerOf, type Act, type Plan } from './plan.js';

/** What the upstream saw of a request. */
export interface Sighting {
  readonly acts: Act[];
  /** Its connections on which the peer left before the end. */
  aborted: number;
}

const PARTS = 3;
/** The gateway learns of it, and gives idle connections up before that. */
const KEEP_ALIVE_MS = 4_000;

/** Plays every provider of the soak: looks a request up by the marker in its prompt, and acts as its plan says. */
export class SoakUpstream {
  readonly sightings = new Map<number, Sighting>();
  /** Requests that no plan explains, or whose prompt is not the one that was sent. */
  readonly strangers: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /** @param onHeld told once a request is held for its caller to leave. */
  constructor(
    private readonly planOf: (marker: string) => Plan | undefined,
    private readonly onHeld: (plan: Plan) => void,
  ) {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => this.answer(request, Buffer.concat(pieces), response));
    });
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  /** Attempts of all requests. */
  get attempts(): number {
    return [...this.sightings.values()].reduce((sum, { acts }) => sum + acts.length, 0);
  }

  async start(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer({ headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { messages, input } = JSON.parse(body.toString()) as {
      messages?: { content: string }[];
      input?: string;
    };
    const plan = this.planOf(input ?? messages?.[0]?.content ?? '');
    if (!plan || headers['x-request-id'] !== plan.requestId) {
      this.strangers.push(`${String(headers['x-request-id'])}: ${body.toString().slice(0, 200)}`);
      response.writeHead(418).end();
      return;
    }
    const sighting = this.sightings.get(plan.index) ?? { acts: [], aborted: 0 };
    this.sightings.set(plan.index, sighting);
    const act = plan.acts[Math.min(sighting.acts.length, plan.acts.length - 1)] ?? 'good';
    sighting.acts.push(act);
    response.once('close', () => (sighting.aborted += response.writableFinished ? 0 : 1));
    this.perform(act, plan, response);
  }

  private perform(act: Act, plan: Plan, response: ServerResponse): void {
    const status = /^status-(\d+)$/.exec(act)?.[1];
    if (status !== undefined) return refuse(response, Number(status));
    if (act === 'hold') return this.onHeld(plan);
    if (act === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    if (act === 'html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>no</html>');
    if (act === 'error-inside') return refuse(response, 200, { code: 502 });
    if (act === 'reset') return void response.socket?.resetAndDestroy();
    if (plan.isEmbedding) playVector(plan, response);
    else if (plan.isStream) playStream(act, plan, response);
    else playWhole(act, plan, response);
  }
}

function refuse(response: ServerResponse, status: number, error: object = {}): void {
  const said = { error: { message: 'The upstream says no.', type: null, code: null, ...error } };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
}

function usageOf({ promptTokens, completionTokens }: Plan) {
  const total = promptTokens + completionTokens;
  return { usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: total } };
}

function playVector({ index, promptTokens }: Plan, response: ServerResponse): void {
  const answer = {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [index, 0.5] }],
    model: 'm-1',
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function playWhole(act: Act, plan: Plan, response: ServerResponse): void {
  const text = JSON.stringify(completion(answerOf(plan), usageOf(plan)));
  const half = text.slice(0, text.length / 2);
  const isHalf = act === 'half-json';
  const length = Buffer.byteLength(isHalf ? half : text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  if (act === 'silent') response.write(half);
  else if (act === 'cut-short') response.write(half, () => response.socket?.destroySoon());
  else response.end(isHalf ? half : text);
}

function playStream(act: Act, plan: Plan, response: ServerResponse): void {
  const text = answerOf(plan);
  const size = Math.ceil(text.length / PARTS);
  const words = Array.from({ length: PARTS }, (_, at) => delta(text.slice(at * size, (at + 1) * size)));
  const end = [finish(), chunk([], usageOf(plan))];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const [first = '', ...others] = words;
  switch (act) {
    case 'hold-midway':
    case 'silent':
      response.write(first);
      return;
    case 'cut-midway':
      response.write(first, () => response.socket?.destroySoon());
      return;
    case 'garbage-line':
      response.end(`${first}data: {garbage\n\n`);
      return;
    case 'no-reason':
      response.end([first, ...others].join(''));
      return;
    case 'no-done':
      response.end([first, ...others, ...end].join(''));
      return;
    case 'tiny-writes':
      for (const letter of [first, ...others, ...end, DONE].join('').match(/.{1,7}/gs) ?? [])
        response.write(letter);
      response.end();
      return;
    default:
      response.write(first);
      setImmediate(() => response.end([...others, ...end, DONE].join('')));
  }
}
