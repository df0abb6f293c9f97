import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { ManualClock } from '../common/testing/manual-clock.js';
import { DrainService } from './drain.service.js';
import { shutDownOnSignals } from './shutdown.js';

const TIMEOUT_MS = 25_000;

describe('shutDownOnSignals', () => {
  let clock: ManualClock;
  let drain: DrainService;
  let signals: EventEmitter;
  let exit: jest.SpyInstance;

  beforeEach(() => {
    clock = new ManualClock();
    drain = new DrainService();
    signals = new EventEmitter();
    exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
    jest.spyOn(process, 'on').mockImplementation((name, listener) => {
      signals.on(name, listener as () => void);
      return process;
    });
    const app = { get: () => drain, getHttpServer: () => ({}), close: () => Promise.resolve() };
    const logger = { info: jest.fn(), error: jest.fn(), flush: (done: () => void) => done() };
    shutDownOnSignals(app as unknown as INestApplication, logger as unknown as Logger, TIMEOUT_MS, clock);
  });
  afterEach(() => jest.restoreAllMocks());

  const send = (signal: NodeJS.Signals) => signals.emit(signal, signal);
  /** An answer that runs, and so keeps the drain from its end. */
  const run = (): Response => {
    const response = new ServerResponse(new IncomingMessage(new Socket())) as unknown as Response;
    void drain.middleware()({ path: '/agents' } as Request, response, jest.fn());
    return response;
  };

  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s, and ends with 0', async (signal) => {
    const response = run();
    const ended = new Promise<unknown>((resolve) => {
      exit.mockImplementationOnce((code: unknown) => resolve(code) as never);
    });
    send(signal);
    expect([drain.isDraining, exit.mock.calls]).toEqual([true, []]);
    response.emit('close');
    expect(await ended).toBe(0);
  });

  it.each([
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('%s and %s are two signals, however close: it ends at once', (first, second) => {
    run();
    send(first);
    send(second);
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it.each([
    ['SIGINT', 500],
    ['SIGTERM', 100],
  ] as const)('%s is the same one for %i ms, and ends at once after that', (signal, windowMs) => {
    run();
    send(signal);
    clock.advance(windowMs - 1);
    send(signal);
    expect(exit.mock.calls).toEqual([]);
    clock.advance(1);
    send(signal);
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it.each([
    ['SIGHUP', 'where no terminal was closed'],
    ['SIGUSR2', 'which would end a process that does not listen'],
  ] as const)('goes on at %s, %s, and ends no stream', (signal, _why) => {
    run();
    expect(send(signal)).toBe(true);
    expect([drain.isDraining, exit.mock.calls]).toEqual([false, []]);
  });
});
