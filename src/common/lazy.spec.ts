import { lazy } from './lazy.js';

describe('lazy', () => {
  it('makes nothing before it is asked, and then once, be it undefined', () => {
    const make = jest.fn(() => undefined);
    const get = lazy(make);
    expect(make).not.toHaveBeenCalled();
    expect([get(), get()]).toEqual([undefined, undefined]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('tries again after a failure', () => {
    const make = jest
      .fn(() => 'made')
      .mockImplementationOnce(() => {
        throw new Error('not yet');
      });
    const get = lazy(make);
    expect(get).toThrow('not yet');
    expect(get()).toBe('made');
  });
});
