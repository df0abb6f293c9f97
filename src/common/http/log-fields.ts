import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../errors.js';

/** What a request's log line says beyond HTTP: names, numbers and codes, and nothing of what was said. */
export interface LogFields {
  readonly [name: string]: string | number | boolean | null | undefined | GatewayError;
  /** Logged by its code, and the codes of its causes. */
  readonly error?: GatewayError;
}

interface Notes {
  fields: LogFields;
  /** Work for the response that still runs, and adds fields when done. */
  work: Promise<unknown>;
}

const notesOfResponse = new WeakMap<ServerResponse, Notes>();

/** Adds fields to the request's one log line; a later value replaces an earlier one of its name. */
export function addLogFields(response: ServerResponse, fields: LogFields): void {
  const notes = notesOf(response);
  notes.fields = { ...notes.fields, ...fields };
}

/** Holds the log line back until `work` has settled, even if the caller leaves before. Passes `work` through. */
export function logAfter<T>(response: ServerResponse, work: Promise<T>): Promise<T> {
  notesOf(response).work = work;
  return work;
}

/** All fields, once all work for the response is done. */
export async function logFieldsOf(response: ServerResponse): Promise<LogFields> {
  const notes = notesOf(response);
  await Promise.allSettled([notes.work]);
  return notes.fields;
}

function notesOf(response: ServerResponse): Notes {
  const known = notesOfResponse.get(response);
  if (known) return known;
  const notes = { fields: {}, work: Promise.resolve() };
  notesOfResponse.set(response, notes);
  return notes;
}
