import { Logger } from '@nestjs/common';
import { LaterWork } from './later-work.js';

describe('LaterWork', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('does its work together, a moment later, in the order in which it came', () => {
    const later = new LaterWork();
    const done: number[] = [];
    later.add(() => done.push(1));
    later.add(() => done.push(2));
    expect(done).toEqual([]);
    jest.advanceTimersByTime(8);
    expect(done).toEqual([1, 2]);
    later.add(() => done.push(3));
    jest.advanceTimersByTime(8);
    expect(done).toEqual([1, 2, 3]);
  });

  it('does not wait where much has come, where somebody looks, or where the gateway ends', () => {
    const later = new LaterWork();
    let done = 0;
    const add = () => later.add(() => (done += 1));
    for (let times = 0; times < 200; times += 1) add();
    expect(done).toBe(200);
    add();
    later.doNow();
    expect(done).toBe(201);
    add();
    later.onApplicationShutdown();
    expect(done).toBe(202);
  });

  it('goes on behind work that fails, and says where that was without its message', () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const later = new LaterWork();
    const done: string[] = [];
    later.add(() => {
      throw new Error('canary-prompt');
    });
    later.add(() => done.push('second'));
    later.doNow();
    expect(done).toEqual(['second']);
    expect(logged).toHaveBeenCalledTimes(1);
    expect(String(logged.mock.calls[0]?.[0])).toMatch(/^Work at the end of a call failed: at /);
    expect(String(logged.mock.calls[0]?.[0])).not.toContain('canary');
  });
});
