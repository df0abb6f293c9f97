import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isAtMost, isToldOf, sees, type Check } from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { httpCall } from '../support/http-call.js';
import { delta, DONE, finish } from '../support/openai-wire.js';
import { until } from '../support/until.js';
import { openPlainStage, type PlainStage } from './plain-upstream.js';

const KIB = 1024;
const TICK_MS = 10;
const WIDTH = 100;
const WORD = 'word ';
const PROMPT = JSON.stringify({ prompt: 'x', stream: true });

export interface HeldStreams {
  readonly count: number;
  readonly seconds: number;
}

/** Streams that are open all at once, a chunk a second each. */
export async function heldStreams({ count, seconds }: HeldStreams): Promise<Check[]> {
  const open = new Set<ServerResponse>();
  const stage = await openPlainStage((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(delta(WORD));
    open.add(response);
  });
  try {
    await warmUp(stage, open);
    const before = stage.gateway.memory();
    const ends = await openAll(stage, open, count);
    const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
    await speak([...open], seconds - 1);
    const each = (stage.gateway.memory() - before) / count / KIB;
    const { p99Ms } = await probe.stop();
    for (const response of open) response.end(finish() + DONE);
    const whole = await Promise.all(ends);
    return [
      sees('truncated', 0, whole.filter((words) => words !== seconds).length),
      isAtMost('memory of each', 100, each, 'KiB'),
      isToldOf('memory of each, in fact', each, 'KiB'),
      isAtMost('health p99', 250, p99Ms, 'ms'),
    ];
  } finally {
    await stage.close();
  }
}

/** A chunk a second for each stream, the streams one after the other, as they come from many providers. */
async function speak(streams: readonly ServerResponse[], seconds: number): Promise<void> {
  const startedMs = performance.now();
  const total = seconds * streams.length;
  for (let spoken = 0; spoken < total;) {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * streams.length);
    for (; spoken < Math.min(due, total); spoken += 1) streams[spoken % streams.length]?.write(delta(WORD));
    await pause(TICK_MS);
  }
}

/** Words of a stream that came to its good end; -1 = it did not. */
async function openStream({ url }: PlainStage): Promise<number> {
  const { text } = await httpCall(url, PROMPT, { headers: { 'content-type': 'application/json' } });
  return text.includes('event: done') ? text.split('event: delta').length - 1 : -1;
}

async function warmUp(stage: PlainStage, open: Set<ServerResponse>): Promise<void> {
  const ends = await openAll(stage, open, WIDTH);
  for (const response of open) response.end(finish() + DONE);
  open.clear();
  await Promise.all(ends);
}

/** Not all at once, which would be a case of shedding. */
async function openAll(
  stage: PlainStage,
  open: ReadonlySet<ServerResponse>,
  count: number,
): Promise<Promise<number>[]> {
  const ends: Promise<number>[] = [];
  while (ends.length < count) {
    const next = Array.from({ length: Math.min(WIDTH, count - ends.length) }, () => openStream(stage));
    ends.push(...next);
    await until('these streams are open', () => open.size === ends.length, 30_000);
  }
  return ends;
}
