import type { OutgoingHttpHeaders } from 'node:http';
import type { Exchange, Script } from './exchange.js';

/** Something to write, or something to wait for: a test opens a gate where it would otherwise sleep. */
export type StreamStep = string | Uint8Array | Promise<unknown>;

/** What happens behind the last step. `end` is the only clean one. */
export type StreamEnding = 'end' | 'cut' | 'reset' | 'hang';

export interface StreamOptions {
  /** Default `end`. */
  readonly ending?: StreamEnding;
  /** Bytes in one write on the wire; by default a step is one write. 1 splits every character and line end. */
  readonly bytesPerWrite?: number;
  /** Line end of the frames; `\n` by default. */
  readonly lineEnding?: '\n' | '\r\n' | '\r';
  /** Writes so many bytes in all, then goes to the ending. */
  readonly maxBytes?: number;
  readonly headers?: OutgoingHttpHeaders;
}

/** One server-sent event that holds `data`: a string as it is, anything else as JSON. */
export function sseFrame(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** Answers 200 with an event stream and takes one step after the other. */
export function stream(steps: readonly StreamStep[], options: StreamOptions = {}): Script {
  return async (exchange) => {
    exchange.sendHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...options.headers,
    });
    let bytesLeft = options.maxBytes ?? Number.POSITIVE_INFINITY;
    for (const step of steps) {
      if (bytesLeft <= 0) break;
      if (step instanceof Promise) await step;
      else {
        const bytes = toBytes(step, options).subarray(0, bytesLeft);
        await writeInParts(exchange, bytes, options.bytesPerWrite);
        bytesLeft -= bytes.length;
      }
    }
    ENDINGS[options.ending ?? 'end'](exchange);
  };
}

const ENDINGS: Readonly<Record<StreamEnding, (exchange: Exchange) => void>> = {
  end: (exchange) => exchange.end(),
  cut: (exchange) => exchange.cut(),
  reset: (exchange) => exchange.reset(),
  hang: () => undefined,
};

function toBytes(step: string | Uint8Array, { lineEnding = '\n' }: StreamOptions): Uint8Array {
  return typeof step === 'string' ? Buffer.from(step.replaceAll('\n', lineEnding)) : step;
}

async function writeInParts(exchange: Exchange, bytes: Uint8Array, partBytes = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length; at += partBytes)
    await exchange.write(bytes.subarray(at, at + partBytes));
}

export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A promise that the test resolves when it wants the upstream to go on. */
export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
