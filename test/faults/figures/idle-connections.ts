import { isAtMost, sees, type Check } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { startHealthProbe } from '../support/health-probe.js';
import { idleSockets } from '../support/idle-sockets.js';

const KIB = 1024;

/** Connections on which one request was answered, and then nothing comes. */
export async function idleConnections(count: number): Promise<Check[]> {
  const gateway = await GatewayProcess.start();
  try {
    const first = await idleSockets(gateway, 100);
    const before = gateway.memory();
    const { sockets, gone } = await idleSockets(gateway, count);
    const probe = await startHealthProbe(`${gateway.url}/health/live`);
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // as long as health is asked
    const { p99Ms } = await probe.stop();
    const each = (gateway.memory() - before) / count / KIB;
    for (const socket of [...first.sockets, ...sockets]) socket.destroy();
    return [
      sees('closed by the gateway', 0, gone()),
      isAtMost('memory of each', 20, each, 'KiB'),
      isAtMost('health p99', 250, p99Ms, 'ms'),
    ];
  } finally {
    await gateway.stop();
  }
}
