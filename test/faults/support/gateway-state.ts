import { join } from 'node:path';
import type { GatewayProcess, LogLine } from './gateway-process.js';
import type { Stage } from './stage.js';
import { until } from './until.js';

/** What a gateway has to be started with, so that it tells its state. */
export const TELLS_STATE = join(__dirname, 'tell-state.cjs');

/** What a gateway has of its machine. */
export interface GatewayState {
  /** Open files but for connections to the upstream, which are kept for a while. */
  readonly files: number;
  /** Of its heap and of its buffers, after a collection of garbage. */
  readonly heldBytes: number;
  readonly residentBytes: number;
  /** How long the event loop was held at a stretch since it was asked last, in milliseconds of CPU. */
  readonly stretchP99Ms: number;
  readonly stretchMaxMs: number;
  /** When the longest of them ended, in milliseconds of the epoch. */
  readonly stretchMaxEndedAtMs: number;
}

/** Of one that was started with `TELLS_STATE`. */
export async function stateOf({ gateway, upstream }: Stage): Promise<GatewayState> {
  const told = await toldBy(gateway);
  return {
    files: gateway.openFiles - upstream.openSockets,
    heldBytes: Number(told['held_bytes']),
    residentBytes: gateway.memory(),
    stretchP99Ms: Number(told['stretch_p99_ms']),
    stretchMaxMs: Number(told['stretch_max_ms']),
    stretchMaxEndedAtMs: Number(told['stretch_max_ended_at_ms']),
  };
}

async function toldBy(gateway: GatewayProcess): Promise<LogLine> {
  const told = () => gateway.otherLines.filter((line) => line['msg'] === 'state');
  const count = told().length;
  gateway.signal('SIGUSR2');
  await until('the gateway tells its state', () => told().length > count, 10_000);
  return told().at(-1) ?? {};
}
