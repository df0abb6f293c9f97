import { connect, type Socket } from 'node:net';
import type { RunningGateway } from '../../support/start-gateway.js';
import type { GatewayProcess } from './gateway-process.js';

/** For the raw client of the whole-gateway specs, which needs no more of a gateway than its address. */
export function addressOf({ url }: GatewayProcess): RunningGateway {
  return { url } as RunningGateway;
}

/** A connection on which nothing was said yet; its errors count as its end. */
export function openSocket(
  { url }: GatewayProcess,
  onData: (text: string) => void = () => undefined,
): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => onData(bytes.toString('latin1')));
  return socket;
}

/** Resolves once it is closed, by a reset as well. */
export function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
