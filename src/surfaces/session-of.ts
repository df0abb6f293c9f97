import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from '../common/fields.js';
import type { LogFields } from '../common/http/log-fields.js';
import { CallSession } from '../policies/affinity/call-session.js';
import { beginningOf } from './conversation-beginning.js';

/**
 * Headers by which clients name a conversation, the first that is there: our own, Claude Code's, those of older and newer
 * versions of Codex, opencode's. Source: what they sent on the wire, November 2026.
 */
const NAMED_BY = [
  'x-tollgate-session',
  'x-claude-code-session-id',
  'session_id',
  'session-id',
  'x-session-affinity',
] as const;

const PLAIN_NAME = /^[\w.:-]{1,100}$/;

/**
 * The conversation that a request belongs to: as the caller names it, else by how it begins.
 * @param body parsed, in whichever API; nothing of it has to be in order.
 */
export function sessionOf(callerId: string | null, headers: IncomingHttpHeaders, body: unknown): CallSession {
  return new CallSession(callerId, () => sessionNameIn(headers) ?? cacheKeyIn(body) ?? beginningOf(body));
}

/** A conversation as its caller names it, for the log; what is no plain name is not told. */
export function sessionFields(headers: IncomingHttpHeaders): LogFields {
  return withSession({}, headers);
}

/** The same beside other fields; most requests name none. */
export function withSession(fields: LogFields, headers: IncomingHttpHeaders): LogFields {
  const name = sessionNameIn(headers);
  return name !== null && PLAIN_NAME.test(name) ? { ...fields, session_id: name } : fields;
}

/** The conversation as the caller names it; `null` = it does not. */
export function sessionNameIn(headers: IncomingHttpHeaders): string | null {
  for (const header of NAMED_BY) {
    const name = headers[header]?.toString().trim();
    if (name) return name;
  }
  return null;
}

/** What OpenAI's clients send so that calls find the same cache. */
function cacheKeyIn(body: unknown): string | null {
  const key = isObject(body) ? body['prompt_cache_key'] : null;
  return typeof key === 'string' && key !== '' ? key : null;
}
