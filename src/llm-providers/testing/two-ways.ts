import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ManualClock } from '../../common/testing/manual-clock.js';
import type { UpstreamRequestInit } from '../../common/http/upstream-fetch.js';
import type { ScriptedExchange } from '../openai-compatible/testing/relayed.js';

/** What comes of one request: its head, pieces of its body, and its end or `cut`; nothing more = it stays silent. */
export type UpstreamStep =
  | { readonly head: number; readonly type: string }
  | { readonly piece: string }
  | { readonly ends: 'well' | 'cut' };

/** Each step so long after the one before it, in milliseconds. */
export type UpstreamScript = readonly (UpstreamStep & { readonly afterMs: number })[];

/** Plays a script on an exchange of the quick way. */
export function playOn(upstream: ScriptedExchange, script: UpstreamScript, clock: ManualClock): void {
  upstream.connected();
  play(script, clock, (step) => {
    if (upstream.aborted) return;
    if ('head' in step) upstream.head(step.head, step.type);
    else if ('piece' in step) upstream.came(step.piece);
    else if (step.ends === 'well') upstream.ended();
    else upstream.failed();
  });
}

/** Plays a script as the answer to a request of the usual way. */
export function playAnswer(
  script: UpstreamScript,
  clock: ManualClock,
  init?: UpstreamRequestInit,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    let isOver = false;
    const fail = (error: Error) => {
      if (isOver) return;
      isOver = true;
      controller?.error(error);
      reject(error);
    };
    init?.signal?.addEventListener('abort', () => fail(init.signal?.reason as Error));
    const start = (begun: ReadableStreamDefaultController<Uint8Array>) => void (controller = begun);
    const cancel = () => void (isOver = true);
    play(script, clock, (step) => {
      if (isOver) return;
      if ('head' in step) {
        const body = new ReadableStream<Uint8Array>({ start, cancel });
        resolve(new Response(body, { status: step.head, headers: { 'content-type': step.type } }));
      } else if ('piece' in step) controller?.enqueue(Buffer.from(step.piece));
      else if (step.ends === 'well') {
        isOver = true;
        controller?.close();
      } else fail(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    });
  });
}

function play(script: UpstreamScript, clock: ManualClock, take: (step: UpstreamStep) => void): void {
  const [step, ...others] = script;
  if (!step) return;
  clock.setTimer(step.afterMs, () => {
    take(step);
    play(others, clock, take);
  });
}

/** Moves the clock from timer to timer until `work` has settled. */
export async function throughTimers<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let hasSettled = false;
  const settle = () => (hasSettled = true);
  work.then(settle, settle);
  for (let step = 0; step < 10_000; step++) {
    for (let turn = 0; turn < 4; turn++) await nextTurn();
    if (hasSettled) return work;
    if (!clock.advanceToNext()) throw new Error('nothing is waited for any more, and it has not settled');
  }
  throw new Error('it never settled');
}
