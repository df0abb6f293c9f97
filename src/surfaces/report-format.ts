import { GatewayError } from '../common/errors.js';

export const FORMATS = ['json', 'csv', 'jsonl'] as const;
export type ReportFormat = (typeof FORMATS)[number];

/**
 * As `format` of a query says, and else as the caller accepts it.
 * @throws GatewayError `request.invalid`
 */
export function formatIn(asked: unknown = '', accept = ''): ReportFormat {
  const format = FORMATS.find((name) => name === asked);
  if (format) return format;
  if (asked !== '') {
    const message = `format has to be one of ${FORMATS.join(', ')}.`;
    throw new GatewayError('request.invalid', message, { param: 'format', fault: 'wrong_value' });
  }
  if (accept.includes('text/csv')) return 'csv';
  return /application\/(x-ndjson|jsonl)/.test(accept) ? 'jsonl' : 'json';
}
