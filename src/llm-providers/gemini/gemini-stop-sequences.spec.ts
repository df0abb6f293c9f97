import { lossOfStops, toStopSequences } from './gemini-stop-sequences.js';

const FIVE = ['a', 'b', 'c', 'd', 'e'];

describe('stop sequences in Gemini’s words', () => {
  it.each<[unknown, string[] | null, string | undefined]>([
    [undefined, null, undefined],
    [null, null, undefined],
    ['', null, undefined],
    [[], null, undefined],
    ['END', ['END'], undefined],
    ['\n', ['\n'], undefined],
    [['a', '', 'b'], ['a', 'b'], undefined],
    [FIVE, FIVE, undefined],
    [['', ...FIVE, 'f', 'g'], FIVE, 'stop[6]'],
  ])('of %j are %j, and what is left out is told at %s', (stop, sequences, parameter) => {
    expect(toStopSequences(stop)).toEqual(sequences);
    const told = parameter === undefined ? [] : [{ parameter, action: 'dropped' }];
    expect(lossOfStops({ stop })).toMatchObject(told);
  });
});
