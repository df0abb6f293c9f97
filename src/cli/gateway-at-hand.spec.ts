import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gatewayAtHand } from './gateway-at-hand.js';

describe('gatewayAtHand', () => {
  it('gives up on what takes its connection and does not answer, and opens no store beside it', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const TOLLGATE_URL = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    await expect(gatewayAtHand({ TOLLGATE_URL, ADMIN_API_KEY: 'k' }, 50)).rejects.toThrow(
      `${TOLLGATE_URL} does not answer within 50 ms`,
    );
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});
