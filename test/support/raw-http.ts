import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { AgentEnvelope } from './agent-client.js';
import type { RunningGateway } from './start-gateway.js';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: AgentEnvelope;
}

const CRLF = '\r\n';

/** The head of a request, and its body, exactly as given. */
export function rawRequest(lines: readonly string[], body = ''): string {
  return [...lines, '', body].join(CRLF);
}

/** A POST of JSON to an agent, with these header lines besides; `content-length` only if it is among them. */
export function rawPrompt(headerLines: readonly string[], body = '', provider = 'openai'): string {
  const head = [`POST /agents/llm-providers/${provider} HTTP/1.1`, 'Host: localhost'];
  return rawRequest([...head, 'Content-Type: application/json', ...headerLines], body);
}

/** Writes bytes that need not be HTTP, and reads until the gateway has closed the connection. */
export async function sendRaw(gateway: RunningGateway, bytes: string | Uint8Array): Promise<RawAnswer[]> {
  const { socket, received, closed } = open(gateway);
  socket.write(bytes);
  await closed;
  return toAnswers(Buffer.concat(received));
}

/** Writes `head`, and `rest` once `meanwhile` has happened; reads until the gateway has closed the connection. */
export async function sendRawInParts(
  gateway: RunningGateway,
  head: string,
  meanwhile: () => Promise<void>,
  rest: string,
): Promise<RawAnswer[]> {
  const { socket, received, closed } = open(gateway);
  socket.write(head);
  await meanwhile();
  socket.write(rest);
  await closed;
  return toAnswers(Buffer.concat(received));
}

/** Writes `bytes`, and has Node find, once a request has begun, that it does not arrive in time. */
export async function sendUntilLate(gateway: RunningGateway, bytes: string): Promise<RawAnswer[]> {
  const server: Server = gateway.app.getHttpServer();
  const begun = once(server, 'request') as Promise<[IncomingMessage]>;
  const answers = sendRaw(gateway, bytes);
  const [{ socket }] = await begun;
  server.emit('clientError', Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  return answers;
}

/** Writes `head`, then `piece` again and again, until the gateway ends the connection. */
export async function uploadUntilRefused(
  gateway: RunningGateway,
  head: string,
  piece: Uint8Array,
): Promise<RawAnswer[]> {
  const { socket, received, closed } = open(gateway);
  const next = (event: 'drain' | 'end') => new Promise<void>((resolve) => socket.once(event, resolve));
  const ended = Promise.race([next('end'), closed]);
  let isEnded = false;
  void ended.then(() => (isEnded = true));
  socket.write(head);
  while (!isEnded) {
    await new Promise<void>((resolve) => setImmediate(resolve)); // lets the answer in
    if (!isEnded && !socket.write(piece)) await Promise.race([next('drain'), ended]);
  }
  socket.destroy();
  return toAnswers(Buffer.concat(received));
}

interface RawConnection {
  readonly socket: Socket;
  readonly received: Buffer[];
  /** By a reset as well, at which `once` of node:events would throw. */
  readonly closed: Promise<void>;
}

function open({ url }: RunningGateway): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  socket.on('error', () => socket.destroy()); // a reset ends the reading, as a close does
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, received, closed };
}

/** Splits by Content-Length, which every answer of the gateway but a stream has. */
function toAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const headEnd = rest.indexOf(CRLF + CRLF);
    const [statusLine = '', ...lines] = rest.subarray(0, headEnd).toString().split(CRLF);
    const headers = Object.fromEntries(lines.map(toHeader));
    const bodyEnd = headEnd + 4 + Number(headers['content-length'] ?? 0);
    const text = rest.subarray(headEnd + 4, bodyEnd).toString();
    const status = Number(statusLine.split(' ')[1]);
    // read where it is asked for: not every answer is JSON
    answers.push({
      status,
      headers,
      text,
      get body() {
        return parsed(text);
      },
    });
    rest = rest.subarray(bodyEnd);
  }
  return answers;
}

function toHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function parsed(text: string): AgentEnvelope {
  return JSON.parse(text === '' ? '{}' : text) as AgentEnvelope;
}
