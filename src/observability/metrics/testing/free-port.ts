import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems hand out by themselves: until it is used, nobody else gets it by chance. */
const FIRST = 10_000;
const COUNT = 20_000;

/** Processes beside each other begin at different ones. */
let next = process.pid * 97;

/** A TCP port of loopback on which nothing listens; for settings whose 0 means something else. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    next += 1;
    const port = FIRST + (next % COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`every port from ${FIRST} to ${FIRST + COUNT - 1} is taken`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
