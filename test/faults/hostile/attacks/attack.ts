import { rawRequest } from '../../../support/raw-http.js';
import { httpCall, type HttpAnswer, type HttpCallOptions } from '../../support/http-call.js';
import type { Lane } from '../../support/lane.js';
import type { Stage } from '../../support/stage.js';

/** Where an attacker stands. */
export interface Ground {
  readonly stage: Stage;
  /** Played by an upstream that does what the attacker wants. */
  readonly lane: Lane;
  /** Of callers who behave. */
  readonly beside: Lane;
  /** The attacker's own: a seed gives the same turns, whatever the others do. */
  readonly random: () => number;
}

/** One hostile turn: resolves when the attacker lets go. */
export type Attack = (ground: Ground) => Promise<void>;

export const ATTACKER_KEY = 'hostile-key-0123456789';
export const CALLER_KEY = 'behaving-key-0123456789';

/** How long an attacker holds on to what it does not read, or does not end. */
export const HOLD_MS = 3_000;

export const authorization = (key: string): string => `authorization: Bearer ${key}`;

/** A whole call with a key, of which nothing is expected. */
export function ask(
  lane: Lane,
  body: object,
  key = ATTACKER_KEY,
  options: HttpCallOptions = {},
): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return httpCall(lane.url, JSON.stringify(body), { headers, ...options });
}

export function get(path: string, ...headerLines: readonly string[]): string {
  return rawRequest([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headerLines]);
}

/** A prompt that is a text of JSON, as raw bytes that wait to be written. */
export function rawPost(lane: Lane, body: object): string {
  const text = JSON.stringify(body);
  const lines = ['Host: localhost', 'Content-Type: application/json', authorization(ATTACKER_KEY)];
  const { pathname } = new URL(lane.url);
  return rawRequest([`POST ${pathname} HTTP/1.1`, ...lines, `Content-Length: ${text.length}`], text);
}
