import type { OutgoingHttpHeaders } from 'node:http';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';

/** What is true of one request, or of one connection, alone; a replay has its own, or none. */
const NOT_KEPT = new RegExp(
  `^(?:${REQUEST_ID_HEADER}|date|connection|keep-alive|transfer-encoding|content-length|trailer|x-ratelimit-.*|x-tollgate-budget-.*|x-tollgate-limits|x-tollgate-tags-ignored|x-tollgate-overhead-ms)$`,
  'i',
);

/** The headers of an answer that are told again with it. */
export function keptHeaders(headers: OutgoingHttpHeaders): Record<string, string | readonly string[]> {
  const kept: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_KEPT.test(name)) continue;
    kept[name] = typeof value === 'number' ? String(value) : value;
  }
  return kept;
}
