import { upstreamHeaders } from './upstream-headers.js';

describe('upstreamHeaders', () => {
  it('sends ours in place of the operator’s, in whatever case those are written', () => {
    const headers = upstreamHeaders({ 'Api-Version': '2', 'X-Team': 'blue' }, { 'api-version': '1' });
    expect(Object.fromEntries(headers)).toEqual({ 'api-version': '1', 'x-team': 'blue' });
  });

  it('leaves the operator’s where we have none', () => {
    const headers = upstreamHeaders({ 'X-Api-Key': 'k' }, { 'x-api-key': undefined });
    expect(Object.fromEntries(headers)).toEqual({ 'x-api-key': 'k' });
  });

  it('needs none of the operator', () => {
    expect(Object.fromEntries(upstreamHeaders(undefined, { accept: 'a' }))).toEqual({ accept: 'a' });
  });

  it('changes nothing that it was given', () => {
    const fixed = new Headers({ accept: 'a' });
    upstreamHeaders(fixed, { accept: 'b' });
    expect(fixed.get('accept')).toBe('a');
  });
});
