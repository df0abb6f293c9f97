import { randomUUID } from 'node:crypto';
import {
  maxHeaderSize,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { lingeringClose } from './early-refusal.js';
import type { ErrorRenderer } from './error-renderer.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/**
 * Answers what never becomes a request, because Node's parser or its timeouts refuse it first, or because it asks for
 * a tunnel (CONNECT), with a typed error, and closes the connection. Where headers came whole, as before a body that is too
 * slow, there is a request to go by; else there is no path, and one shape serves for all surfaces. Destroyed without an answer are: a connection that is broken or on its way out; one on which nothing was
 * ever asked; and one on which a response has begun, because bytes written there would be read as part of that
 * response.
 */
export function answerClientErrors(server: Server, options: ClientErrorOptions): void {
  trackResponses(server);
  // A plain or TLS socket; the types are those of the most general stream.
  server.on('clientError', (error: NodeJS.ErrnoException, connection) => {
    const socket = connection as Socket;
    const open = openResponsesOn(socket);
    const hasBegun = open.some((response) => response.headersSent);
    answer(socket, hasBegun ? null : toRefusal(error.code ?? ''), open[0]?.req, options);
  });
  server.on('connect', (request, connection) => {
    const socket = connection as Socket;
    socket.on('error', () => socket.destroy()); // Node has let go of it
    const isFirst = openResponsesOn(socket).length === 0;
    answer(socket, isFirst ? tunnelRefused() : null, request, options);
  });
}

/** @param refusal `null` = the connection ends without a word. */
function answer(
  socket: Socket,
  refusal: Refusal | null,
  request: IncomingMessage | undefined,
  { errorsOf, onRefusal, clock }: ClientErrorOptions,
): void {
  if (refusal === null || !socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const requestId = request === undefined ? randomUUID() : requestIdOf(request);
  const renderer = errorsOf(request);
  const told = request === undefined ? refusal : { ...refusal, httpStatus: renderer.statusOf(refusal.error) };
  socket.write(toRawResponse(told, requestId, renderer.bodyOf(refusal.error, requestId)));
  onRefusal({ requestId, ...told });
  lingeringClose(socket, clock);
}

/** Their responses, by the connection itself: a map would be grown and shrunk with each request. */
const OPEN = Symbol('open responses');
type Tracked = Socket & { [OPEN]?: ServerResponse[] };

/** The responses not yet finished on a connection, oldest first. More than one when requests are pipelined. */
function openResponsesOn(socket: Socket): readonly ServerResponse[] {
  return (socket as Tracked)[OPEN] ?? [];
}

function trackResponses(server: Server): void {
  server.prependListener('request', ({ socket }, response) => {
    const open = ((socket as Tracked)[OPEN] ??= []);
    open.push(response);
    response.once('close', () => void open.splice(open.indexOf(response), 1));
  });
}

/** How a client error is answered, and what is told of it. */
export interface ClientErrorOptions {
  /** The words of the surface that is asked; without a request, those that serve for all. */
  readonly errorsOf: (request: IncomingMessage | undefined) => ErrorRenderer;
  readonly onRefusal: OnRefusal;
  readonly clock: Clock;
}

/** Told of every answer that is given to what never became a request. */
export type OnRefusal = (refusal: Refusal & { readonly requestId: string }) => void;

interface Refusal {
  readonly httpStatus: number;
  readonly error: GatewayError;
  /** The methods that are taken, where it was one that is not. */
  readonly allow?: string;
}

const TAKEN = 'GET, HEAD, POST';

/** Whatever it names: this server is no proxy, and no address of its own takes a CONNECT. */
function tunnelRefused(): Refusal {
  const message = 'The gateway opens no tunnels: it takes GET, HEAD and POST.';
  return { ...refuse('request.method_not_allowed', message), allow: TAKEN };
}

/** `null` for what is not about the request but about the connection, such as ECONNRESET. */
function toRefusal(nodeCode: string): Refusal | null {
  if (nodeCode === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return refuse(
      'request.timed_out',
      'The request did not arrive completely within the time allowed for it.',
    );
  }
  if (nodeCode === 'HPE_HEADER_OVERFLOW') {
    const message = `The header block is too large: at most ${maxHeaderSize} bytes are accepted.`;
    return { ...refuse('request.too_large', message), httpStatus: 431 };
  }
  if (nodeCode === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return refuse('request.too_large', 'The chunk extensions of the request body are too large.');
  }
  if (!nodeCode.startsWith('HPE_')) return null;
  return refuse('request.malformed', `The request is not valid HTTP/1.1 (${nodeCode}).`);
}

function refuse(code: GatewayError['code'], message: string): Refusal {
  const error = new GatewayError(code, message);
  return { httpStatus: error.httpStatus, error };
}

function toRawResponse({ httpStatus, allow }: Refusal, requestId: string, content: object): string {
  const body = JSON.stringify(content);
  const head = [
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${REQUEST_ID_HEADER}: ${requestId}`,
    ...(allow === undefined ? [] : [`Allow: ${allow}`]),
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
