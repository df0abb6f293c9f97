import type { Socket } from 'node:net';
import { rawRequest } from '../../support/raw-http.js';
import type { GatewayProcess } from './gateway-process.js';
import { openSocket } from './raw.js';
import { until } from './until.js';

export interface IdleSockets {
  readonly sockets: readonly Socket[];
  /** How many the gateway has closed. */
  readonly gone: () => number;
}

/** Connections on which one request was answered. */
export async function idleSockets(gateway: GatewayProcess, count: number): Promise<IdleSockets> {
  let answered = 0;
  let gone = 0;
  const sockets = Array.from({ length: count }, () => {
    const socket = openSocket(gateway, (text) => (answered += text.startsWith('HTTP/1.1 200') ? 1 : 0));
    socket.once('close', () => (gone += 1));
    socket.write(rawRequest(['GET /health/live HTTP/1.1', 'Host: gateway'], ''));
    return socket;
  });
  await until('every connection has its answer', () => answered + gone >= count, 30_000);
  return { sockets, gone: () => gone };
}
