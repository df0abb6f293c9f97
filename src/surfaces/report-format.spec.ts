import express, { type Request } from 'express';
import { formatIn } from './report-format.js';

/** As express makes it of a request that arrives. */
function requestWith(accept: string | undefined, query: object = {}): Request {
  return Object.create(express.request, {
    headers: { value: accept === undefined ? {} : { accept } },
    query: { value: query },
  }) as Request;
}

describe('the format of a report', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'json'],
    ['text/html', 'json'],
    ['text/csv', 'csv'],
    ['text/csv; charset=utf-8, */*;q=0.1', 'csv'],
    ['application/x-ndjson', 'jsonl'],
    ['application/jsonl', 'jsonl'],
    // another is liked better, or this one is not taken
    ['application/json, text/csv;q=0.5', 'json'],
    ['text/csv;q=0, application/json', 'json'],
    ['application/json;q=0.1, text/csv;q=0.5', 'csv'],
  ])('is what `Accept: %s` would have most: %s', (accept, format) => {
    expect(formatIn(requestWith(accept))).toBe(format);
  });

  it('is as the query says, whatever is accepted', () => {
    expect(formatIn(requestWith('text/csv', { format: 'jsonl' }))).toBe('jsonl');
  });

  it.each(['xml', ['csv', 'json']])('is none for the query %j', (format) => {
    expect(() => formatIn(requestWith(undefined, { format }))).toThrow('format has to be one of');
  });
});
