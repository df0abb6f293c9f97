import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { PostgresSilence } from './postgres-silence.js';

describe('the silence of a PostgreSQL that accepts and says nothing', () => {
  const sockets = new Set<Socket>();
  let server: Server;
  let clock: ManualClock;
  let told: number;
  let silence: PostgresSilence;
  beforeEach(async () => {
    server = createServer((socket) => void sockets.add(socket.on('error', () => socket.destroy()).resume()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    clock = new ManualClock();
    told = 0;
    silence = new PostgresSilence({ host: '127.0.0.1', port }, clock, () => (told += 1));
  });
  afterEach(async () => {
    silence.stop();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is told once, and is looked for again each second', async () => {
    silence.watch();
    clock.advance(1_000);
    clock.advance(2_000);
    await turn();
    expect([silence.isSilent, told, clock.pendingTimers]).toEqual([true, 1, 1]);
    clock.advance(1_000);
    clock.advance(2_000);
    await turn();
    expect([silence.isSilent, told, clock.pendingTimers]).toEqual([true, 1, 1]);
  });

  it('is looked for no longer once it is stopped, be it while the database is asked', async () => {
    silence.watch();
    clock.advance(1_000);
    silence.stop();
    clock.advance(2_000);
    await turn();
    expect([told, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('is nothing to whoever is answered in time', () => {
    silence.watch()();
    clock.advance(10_000);
    expect([silence.isSilent, sockets.size]).toEqual([false, 0]);
  });
});
