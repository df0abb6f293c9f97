import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { ManualClock } from '../testing/manual-clock.js';
import { noteArrival, requestAgeMs } from './request-age.js';

describe('the age of a request', () => {
  const clock = new ManualClock();
  const request = new IncomingMessage(new Socket());

  it('is 0 where its arrival was not noted', () => {
    clock.advance(50);
    expect(requestAgeMs(request, clock)).toBe(0);
  });

  it('counts from its arrival', () => {
    const next = jest.fn();
    void noteArrival(clock)(request as Request, {} as Response, next);
    expect(next).toHaveBeenCalledWith();
    clock.advance(30);
    expect(requestAgeMs(request, clock)).toBe(30);
  });
});
