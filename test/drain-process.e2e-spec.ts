import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEvents, type AgentEvent } from './support/agent-events.js';
import { ask, send } from './support/agent-client.js';
import { signalWhileLoading, startGatewayProcess, type GatewayProcess } from './support/gateway-process.js';
import {
  createGate,
  gated,
  hangAfterFrames,
  neverAnswer,
  startScriptedOpenAi,
  type ScriptedOpenAi,
} from './support/scripted-openai/index.js';
import { TraceCollector } from './support/trace-collector.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
const STREAMS = 200;
/** Longer than any test, and what no other timer waits. */
const LATE_MS = 80_000_001;
/** In a gateway process: that time is over at SIGUSR2. */
const LATE_AT_SIGNAL = `
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = (fire, ms, ...rest) => {
    if (ms === ${LATE_MS}) process.once('SIGUSR2', fire);
    return wait(fire, ms, ...rest);
  };`;

describe('a gateway process that is told to end', () => {
  const data = mkdtempSync(join(tmpdir(), 'tollgate-'));
  afterAll(() => rmSync(data, { recursive: true }));
  let upstream: ScriptedOpenAi;
  let gateway: GatewayProcess;

  const start = async (
    drainTimeoutMs: number,
    texts: Readonly<Record<string, string>> = {},
    hook?: string,
  ): Promise<void> => {
    upstream = await startScriptedOpenAi();
    gateway = await startGatewayProcess(
      {
        OPENAI_API_KEY: 'sk-test-upstream',
        OPENAI_BASE_URL: upstream.baseUrl,
        DRAIN_TIMEOUT_MS: String(drainTimeoutMs),
        TOLLGATE_DATA: data,
        ...texts,
      },
      hook,
    );
  };
  afterEach(async () => {
    gateway.signal('SIGKILL');
    await gateway.ended;
    await upstream.close();
  });

  const readiness = async () => (await fetch(`${gateway.url}/health/ready`)).status;
  const untilNotReady = async (): Promise<void> => {
    while ((await readiness()) !== 503);
  };

  it('ends every stream with an event of its own, at the latest when its time is over, and itself with 0', async () => {
    await start(LATE_MS, {}, LATE_AT_SIGNAL);
    const gate = createGate();
    const opened = await Promise.all(
      Array.from({ length: STREAMS }, async (_, index) => {
        const isPatient = index % 2 === 0;
        const now = Promise.resolve();
        upstream.next({
          pieces: ['a', 'b'],
          stream: isPatient ? gated(now, now, gate.opened) : hangAfterFrames(2),
        });
        const { response, events } = await openEvents(gateway, HELLO);
        expect([response.status, (await events.next()).value]).toMatchObject([200, { event: 'delta' }]);
        return events;
      }),
    );
    const ends: string[] = [];
    const read = Promise.all(opened.map(async (events) => ends.push(await lastOf(events))));
    gateway.signal('SIGTERM');
    await untilNotReady();
    const { status, headers, body } = await ask(gateway, HELLO);
    expect([status, headers.get('connection'), body.error?.code]).toEqual([503, 'close', 'gateway.draining']);

    gate.open();
    while (ends.length < STREAMS / 2) await readiness();
    expect(counted(ends)).toEqual({ done: STREAMS / 2 });
    gateway.signal('SIGUSR2');
    await read;
    expect(counted(ends)).toEqual({ done: STREAMS / 2, 'error gateway.draining': STREAMS / 2 });
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });

  it('does all that belongs to its end while a collector of spans has asked for time', async () => {
    const collector = await TraceCollector.start();
    collector.status = 503;
    collector.answerHeaders = { 'retry-after': '200' };
    await start(3_000, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '1' });
    upstream.next({ pieces: ['a'] });
    expect((await ask(gateway, HELLO)).status).toBe(200);
    while (collector.headers.length === 0) await readiness();
    gateway.signal('SIGTERM');
    const end = await gateway.ended;
    await collector.close();
    expect(end).toEqual({ code: 0, signal: null });
    expect(gateway.messages).toContain('stopped');
  });

  it('ends at once when it is told again', async () => {
    await start(LATE_MS);
    upstream.next(neverAnswer());
    const left = send(gateway, HELLO).catch((error: unknown) => error);
    await upstream.nextRequest();
    gateway.signal('SIGTERM');
    await untilNotReady();
    // a signal that comes again within half a second is the same one
    let hasEnded = false;
    void gateway.ended.then(() => (hasEnded = true));
    while (!hasEnded) {
      gateway.signal('SIGTERM');
      await readiness().catch((error: unknown) => error);
    }
    expect(await gateway.ended).toEqual({ code: 1, signal: null });
    expect(await left).toMatchObject({ name: 'TypeError' });
  });
});

describe('a gateway process that is told to end before it listens', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    expect(await signalWhileLoading(signal)).toEqual({ code: 0, signal: null, said: '' });
  });
});

/** Reads a stream to its end; a stream that is cut has no last event of its own. */
async function lastOf(events: AsyncIterable<AgentEvent>): Promise<string> {
  let last = 'cut';
  for await (const { event, data } of events) last = event === 'error' ? `error ${data.error?.code}` : event;
  return last;
}

function counted(ends: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}
