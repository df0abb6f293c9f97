import { setTimeout as pause } from 'node:timers/promises';
import { openSocket } from '../../support/raw.js';
import { get, HOLD_MS, type Attack } from './attack.js';

const MAX_IDLE = 200;
/** Nothing, an answered request, half a request. */
const BEGINNINGS = ['', get('/health/live'), 'GET / HTTP/1.1\r\nHost: '];
const SLOWLY_MS = 200;

const idle: Attack = async ({ stage, random }) => {
  const beginning = BEGINNINGS[Math.floor(random() * BEGINNINGS.length)] ?? '';
  const sockets = Array.from({ length: 1 + Math.floor(random() * MAX_IDLE) }, () => {
    const socket = openSocket(stage.gateway);
    if (beginning !== '') socket.write(beginning);
    return socket;
  });
  await pause(HOLD_MS);
  for (const socket of sockets) socket.destroy();
};

/** The log's pipe is not read, or now and then. */
const unreadLog: Attack = async ({ stage, random }) => {
  const isSlow = random() < 0.5;
  for (let waitedMs = 0; waitedMs < HOLD_MS; waitedMs += SLOWLY_MS) {
    stage.gateway.listen(isSlow && waitedMs % (2 * SLOWLY_MS) !== 0);
    await pause(SLOWLY_MS);
  }
  stage.gateway.listen(true);
};

/** What takes what the machine has. */
export const MACHINE_ATTACKS: Readonly<Record<string, Attack>> = {
  'idle connections': idle,
  'an unread log': unreadLog,
};
