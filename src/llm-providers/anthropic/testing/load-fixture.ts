import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function wholeAnswer(name: string): Response {
  const { body } = JSON.parse(load(`${name}.json`)) as { body: unknown };
  return Response.json(body);
}

export function streamText(name: string): string {
  return load(`${name}.sse`);
}

/** An event stream that arrives in these pieces. */
export function streamOf(...pieces: readonly (string | Uint8Array)[]): Response {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece));
  return new Response(ReadableStream.from(bytes), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  });
}

function load(file: string): string {
  return readFileSync(join(__dirname, '..', 'fixtures', file), 'utf8');
}
