import { lossOfStops, toStopSequences } from './anthropic-stop-sequences.js';

describe('stop sequences in Anthropic’s words', () => {
  it.each<[unknown, string[], string | undefined]>([
    [undefined, [], undefined],
    [null, [], undefined],
    ['END', ['END'], undefined],
    [['a', '\nUser:'], ['a', '\nUser:'], undefined],
    ['\n', [], 'stop'],
    ['', [], undefined],
    [['END', '\n\n', ' '], ['END'], 'stop[1]'],
    [[], [], undefined],
  ])('of %j are %j, and what is left out is told at %s', (stop, sequences, parameter) => {
    expect(toStopSequences(stop)).toEqual(sequences);
    const told = parameter === undefined ? [] : [{ parameter, action: 'dropped' }];
    expect(lossOfStops({ stop })).toMatchObject(told);
  });
});
