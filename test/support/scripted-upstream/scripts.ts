import type { OutgoingHttpHeaders } from 'node:http';
import type { Script } from './exchange.js';

/** Ready-made scripts that any provider could act out. Streams have their own file. */

export function answerJson(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): Script {
  return answerBytes('application/json', JSON.stringify(body), status, headers);
}

/** Any bytes under any content type: HTML pages, half a JSON document, nothing. */
export function answerBytes(
  contentType: string,
  bytes: string | Uint8Array,
  status = 200,
  headers: OutgoingHttpHeaders = {},
): Script {
  return ({ response }) => {
    const contentLength = Buffer.byteLength(bytes);
    response.writeHead(status, { 'content-type': contentType, 'content-length': contentLength, ...headers });
    response.end(bytes);
  };
}

/** Promises `missingBytes` more than it sends, then ends the connection. */
export function answerTooShort(body: string, missingBytes: number, contentType = 'application/json'): Script {
  return async (exchange) => {
    const contentLength = Buffer.byteLength(body) + missingBytes;
    exchange.response.writeHead(200, { 'content-type': contentType, 'content-length': contentLength });
    await exchange.write(body);
    exchange.cut();
  };
}

/** `before` + filler + `after`, written as fast as the peer reads and never held in memory as a whole. */
export function answerHuge(before: string, megabytes: number, after: string): Script {
  const filler = Buffer.alloc(65_536, 'x');
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'application/json' });
    await exchange.write(before);
    for (let sent = 0; sent < megabytes * 1_048_576; sent += filler.length) await exchange.write(filler);
    exchange.end(after);
  };
}

export function redirect(location: string, status = 302): Script {
  return answerBytes('text/plain', '', status, { location });
}

/** Accepts the request and holds it. */
export function neverAnswer(): Script {
  return () => undefined;
}

/** Status and headers of a good answer, and then nothing. `firstBytes` are sent before the silence. */
export function hangAfterHeaders(contentType = 'application/json', firstBytes = ''): Script {
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': contentType });
    await exchange.write(firstBytes);
  };
}

/** Takes the request, then resets the connection without a byte of an answer. */
export function resetBeforeAnswer(): Script {
  return (exchange) => exchange.reset();
}

/** Takes the request, then ends the connection without a byte of an answer. */
export function cutBeforeAnswer(): Script {
  return (exchange) => exchange.cut();
}

/** Bytes in place of an HTTP answer. */
export function answerNotHttp(bytes = '\u0000 this is not HTTP\r\n\r\n'): Script {
  return (exchange) => {
    exchange.response.socket?.write(bytes);
    exchange.cut();
  };
}

/** Acts once `gate` has opened: an answer that is late by as much as the test wants. */
export function afterGate(gate: Promise<unknown>, script: Script): Script {
  return async (exchange) => {
    await gate;
    await script(exchange);
  };
}
