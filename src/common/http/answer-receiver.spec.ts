import type { Dispatcher } from 'undici';
import { AnswerReceiver } from './answer-receiver.js';

const TOO_MUCH = 4097;

function exchange() {
  const calls: string[] = [];
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: () => void calls.push('abort'),
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    rawHeaders: [Buffer.from('x-name'), Buffer.from('value')],
  };
  const receiver = new AnswerReceiver({ signal: null, firstByteTimeoutMs: 60_000 });
  receiver.onRequestStart(controller);
  receiver.onResponseStart(controller, 200, {});
  const bring = (bytes: number) => receiver.onResponseData(controller, Buffer.alloc(bytes, 'x'));
  return { receiver, controller, calls, bring };
}

describe('AnswerReceiver', () => {
  it('keeps no headers in pieces of what was read', () => {
    expect(exchange().controller.rawHeaders).toBeNull();
  });

  it('stops the connection while too much waits for its reader, and lets it go on as that is read', async () => {
    const { receiver, calls, bring } = exchange();
    bring(TOO_MUCH - 1);
    expect(calls).toEqual([]);
    bring(1);
    expect(calls).toEqual(['pause']);
    await receiver.read();
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('never stops it for a reader who waits', async () => {
    const { receiver, calls, bring } = exchange();
    const piece = receiver.read();
    bring(10 * TOO_MUCH);
    expect((await piece)?.byteLength).toBe(10 * TOO_MUCH);
    expect(calls).toEqual([]);
  });

  it('keeps the connection of an answer that is known to be whole, while little comes behind it', async () => {
    const { receiver, calls, bring } = exchange();
    const waiting = receiver.read();
    receiver.finish();
    bring(TOO_MUCH);
    receiver.onResponseEnd();
    expect([await waiting, await receiver.read(), calls]).toEqual([null, null, ['resume']]);
  });

  it('ends it when more comes than that', () => {
    const { receiver, calls, bring } = exchange();
    receiver.finish();
    bring(16 * 1024);
    expect(calls).toEqual(['resume']);
    bring(1);
    expect(calls).toEqual(['resume', 'abort']);
  });
});
