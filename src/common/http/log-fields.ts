import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../errors.js';

/** What the one log line of a request says beyond HTTP: names, numbers and codes; never a prompt, an answer or a key. */
export interface LogFields {
  readonly [name: string]: string | number | boolean | null | undefined | GatewayError;
  /** Logged by its code, and the codes of its causes. */
  readonly error?: GatewayError;
}

const fieldsOfResponse = new WeakMap<ServerResponse, LogFields>();

export function addLogFields(response: ServerResponse, fields: LogFields): void {
  fieldsOfResponse.set(response, { ...fieldsOfResponse.get(response), ...fields });
}

export function logFieldsOf(response: ServerResponse): LogFields {
  return fieldsOfResponse.get(response) ?? {};
}
