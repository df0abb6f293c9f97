import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { ManualClock } from '../common/testing/manual-clock.js';
import { setCaller } from '../common/http/caller.js';
import { answerMeterOf } from '../common/http/answer-meter.js';
import { logFieldsOf } from '../common/http/log-fields.js';
import type { ServerSettings } from '../config/settings.js';
import { Admission } from '../policies/admission/admission.service.js';
import { LOAD_SAMPLE_MS, LoadMonitor } from '../policies/admission/load-monitor.js';
import { SheddingService } from './shedding.service.js';

const MAX_BODY_BYTES = 100;
/** Of which one caller may hold 150. */
const MAX_BYTES = 160;

describe('SheddingService', () => {
  let clock: ManualClock;
  let delayMs: number;
  let stop: jest.Mock;
  let admission: Admission;
  let shedding: SheddingService;

  beforeEach(() => {
    clock = new ManualClock();
    delayMs = 0;
    stop = jest.fn();
    admission = new Admission({ maxCalls: 3, maxBytes: MAX_BYTES });
    const watch = () => ({ takeMs: () => delayMs, stop });
    const load = new LoadMonitor({ maxDelayMs: 200, watch }, clock);
    shedding = new SheddingService(admission, load, { MAX_BODY_BYTES } as ServerSettings);
    shedding.onApplicationBootstrap();
  });

  function pass(headers: IncomingHttpHeaders = {}, { method = 'POST', callerId = 'a' } = {}) {
    const request = Object.assign(new IncomingMessage(new Socket()), { method, headers }) as Request;
    setCaller(request, { id: callerId, name: callerId });
    const response = new ServerResponse(request) as unknown as Response;
    const next = jest.fn<void, [unknown?]>();
    void shedding.middleware()(request, response, next);
    expect(next).toHaveBeenCalledTimes(1);
    return { response, error: next.mock.calls[0]?.[0] };
  }

  const inFlight = () => [admission.callsInFlight, admission.bytesInFlight];
  const overload = () => {
    delayMs = 1_000;
    clock.advance(2 * LOAD_SAMPLE_MS);
  };

  it('lets calls in until there are too many, and again when one is over', async () => {
    const [first] = [pass(), pass(), pass()];
    const { error, response } = pass();
    expect(error).toMatchObject({ code: 'gateway.overloaded', httpStatus: 503, retryAfterMs: 1_000 });
    expect(await logFieldsOf(response)).toEqual({ shed_reason: 'calls' });
    first.response.emit('close');
    expect(pass().error).toBeUndefined();
  });

  it('counts a body with what has come of it, until its answer is over', () => {
    const { response } = pass({ 'content-length': '80' });
    expect(inFlight()).toEqual([1, 0]);
    shedding.countBody(response, 30);
    shedding.countBody(response, 80);
    expect(inFlight()).toEqual([1, 80]);
    response.emit('close');
    expect(inFlight()).toEqual([0, 0]);
  });

  it('refuses a body that has no room, before it is read', async () => {
    shedding.countBody(pass({ 'content-length': '80' }).response, 80);
    const { error, response } = pass({ 'content-length': '71' });
    expect(error).toMatchObject({ code: 'gateway.overloaded' });
    expect(await logFieldsOf(response)).toEqual({ shed_reason: 'bytes' });
    expect(pass({ 'content-length': '70' }).error).toBeUndefined();
  });

  it('has room for another caller beside one who holds as much as one may', () => {
    shedding.countBody(pass({ 'content-length': '100' }).response, 100);
    shedding.countBody(pass({ 'content-length': '50' }).response, 50);
    expect(pass({ 'content-length': '9' }).error).toMatchObject({ code: 'gateway.overloaded' });
    expect(pass({ 'content-length': '9' }, { callerId: 'b' }).error).toBeUndefined();
  });

  it('refuses a body that does not say its size when there is no more room for it', async () => {
    shedding.countBody(pass({ 'content-length': '80' }).response, 80);
    const { error, response } = pass({ 'transfer-encoding': 'chunked' });
    expect(error).toBeUndefined();
    shedding.countBody(response, 70);
    expect(() => shedding.countBody(response, 71)).toThrow(
      expect.objectContaining({ code: 'gateway.overloaded' }) as Error,
    );
    expect(await logFieldsOf(response)).toEqual({ shed_reason: 'bytes' });
  });

  it('counts an answer beside its body, but for its first part', async () => {
    admission = new Admission({ maxCalls: 3, maxBytes: 150_000 });
    shedding = new SheddingService(admission, new LoadMonitor({ maxDelayMs: 0, watch: jest.fn() }, clock), {
      MAX_BODY_BYTES,
    } as ServerSettings);
    const [first, second] = [pass().response, pass().response];
    shedding.countBody(first, 80);
    answerMeterOf(first)?.(65_536);
    expect(inFlight()).toEqual([2, 80]);
    answerMeterOf(first)?.(165_536);
    expect(inFlight()).toEqual([2, 100_080]);
    answerMeterOf(second)?.(65_536);
    expect(() => answerMeterOf(second)?.(165_536)).toThrow(
      expect.objectContaining({ code: 'gateway.overloaded' }) as Error,
    );
    expect(await logFieldsOf(second)).toEqual({ shed_reason: 'bytes' });
    for (const response of [first, second]) response.emit('close');
    expect(inFlight()).toEqual([0, 0]);
  });

  it('leaves a body that is over the limit to the body reader, which refuses it for that', () => {
    shedding.countBody(pass({ 'content-length': '100' }).response, 100);
    expect(pass({ 'content-length': '101' }).error).toBeUndefined();
  });

  it('refuses calls while the machine is too busy', async () => {
    overload();
    const { error, response } = pass();
    expect(error).toMatchObject({ code: 'gateway.overloaded' });
    expect(await logFieldsOf(response)).toEqual({ shed_reason: 'load' });
    delayMs = 0;
    clock.advance(LOAD_SAMPLE_MS);
    expect(pass().error).toBeUndefined();
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])('neither counts nor refuses a %s', (method) => {
    overload();
    expect(pass({}, { method }).error).toBeUndefined();
    expect(inFlight()).toEqual([0, 0]);
  });

  it('stops measuring with the application', () => {
    shedding.onApplicationShutdown();
    expect([stop.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
  });
});
