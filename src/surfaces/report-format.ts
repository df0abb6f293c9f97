import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';

export const FORMATS = ['json', 'csv', 'jsonl'] as const;
export type ReportFormat = (typeof FORMATS)[number];

/** By the type that it is sent with, and by another name that clients ask for; the first where anything will do. */
const TYPES: Readonly<Record<string, ReportFormat>> = {
  'application/json; charset=utf-8': 'json',
  'text/csv; charset=utf-8': 'csv',
  'application/x-ndjson; charset=utf-8': 'jsonl',
  'application/jsonl; charset=utf-8': 'jsonl',
};

/**
 * As `format` of a query says, and else as the caller would have it most, by its `Accept`.
 * @throws GatewayError `request.invalid`
 */
export function formatIn(request: Pick<Request, 'accepts' | 'query'>): ReportFormat {
  const { format: asked = '' } = request.query;
  const format = FORMATS.find((name) => name === asked);
  if (format) return format;
  if (asked !== '') {
    const message = `format has to be one of ${FORMATS.join(', ')}.`;
    throw new GatewayError('request.invalid', message, { param: 'format', fault: 'wrong_value' });
  }
  const wanted = request.accepts(Object.keys(TYPES));
  return typeof wanted === 'string' ? TYPES[wanted]! : 'json';
}
