import type { IncomingMessage } from 'node:http';
import { hasRepeatedHeader } from './repeated-header.js';

const requestWith = (...rawHeaders: string[]) => ({ rawHeaders }) as IncomingMessage;

describe('hasRepeatedHeader', () => {
  it('sees a header that was sent twice, in whatever case', () => {
    const request = requestWith('Authorization', 'Bearer a', 'host', 'x', 'AUTHORIZATION', 'Bearer b');
    expect(hasRepeatedHeader(request, 'authorization')).toBe(true);
  });

  it('is not misled by another header or by a value of that name', () => {
    const request = requestWith('Authorization', 'Bearer a', 'x-note', 'authorization');
    expect(hasRepeatedHeader(request, 'Authorization')).toBe(false);
    expect(hasRepeatedHeader(request, 'cookie')).toBe(false);
  });
});
