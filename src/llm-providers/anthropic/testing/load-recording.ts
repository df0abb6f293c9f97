import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Recording {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An error of the API, and the class that the gateway gives it. */
export interface ErrorRecording extends Recording {
  readonly code: string;
}

/** The names of the answers that were written down both whole (`.json`) and streamed (`.sse`). */
export const ANSWERS = [
  'plain',
  'tool-call',
  'cache-usage',
  'refusal',
  'length-stop',
  'unknown-fields',
] as const;

export function wholeAnswer(name: string): Response {
  return toResponse(JSON.parse(load(`${name}.json`)) as Recording);
}

export function streamText(name: string): string {
  return load(`${name}.sse`);
}

export function errorRecordings(): readonly ErrorRecording[] {
  return (JSON.parse(load('errors.json')) as { errors: ErrorRecording[] }).errors;
}

export function toResponse({ status, headers, body }: Recording): Response {
  return Response.json(body, { status, headers });
}

/** An event stream that arrives in these pieces. */
export function streamOf(...pieces: readonly (string | Uint8Array)[]): Response {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece));
  return new Response(ReadableStream.from(bytes), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  });
}

function load(file: string): string {
  return readFileSync(join(__dirname, '..', 'recordings', file), 'utf8');
}
