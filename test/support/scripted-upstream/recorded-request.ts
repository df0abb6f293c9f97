import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What an upstream saw of one request, and how the connection of its answer ended. */
export interface RecordedRequest {
  readonly method: string;
  /** Path with its query, as it stood in the request line. */
  readonly path: string;
  /** Names in lower case; values of repeated headers joined, as Node does. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, untouched: shows doubled headers and their spelling. */
  readonly rawHeaders: readonly string[];
  readonly rawBody: Buffer;
  /** The body, when it is a JSON object sent as `application/json`; else `undefined`. */
  readonly body: JsonObject | undefined;
  /** `true` once the peer has left before the whole answer was written. Our own cuts do not count. */
  readonly aborted: boolean;
  /** Settles when the answer has been written or its connection is gone; never rejects. */
  readonly closed: Promise<{ readonly aborted: boolean }>;
}

/** The recorder behind a `RecordedRequest`; tests hold it by its read-only face. */
export class Recording implements RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly closed: Promise<{ readonly aborted: boolean }>;
  rawBody: Buffer = Buffer.alloc(0);
  body: JsonObject | undefined;
  aborted = false;
  private isCutHere = false;

  constructor(
    private readonly incoming: IncomingMessage,
    response: ServerResponse,
  ) {
    this.method = incoming.method ?? '';
    this.path = incoming.url ?? '';
    this.headers = incoming.headers;
    this.rawHeaders = incoming.rawHeaders;
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.aborted = !response.writableFinished && !this.isCutHere;
        resolve({ aborted: this.aborted });
      });
    });
  }

  /** Reads the body to its end; `false` when the peer left before that. */
  async readBody(): Promise<boolean> {
    const parts: Buffer[] = [];
    this.incoming.on('data', (part: Buffer) => parts.push(part));
    const isWhole = await new Promise<boolean>((resolve) => {
      this.incoming.once('end', () => resolve(true));
      this.incoming.once('error', () => resolve(false));
      this.incoming.once('close', () => resolve(false));
    });
    this.rawBody = Buffer.concat(parts);
    this.body = toJsonObject(this.headers['content-type'], this.rawBody);
    return isWhole;
  }

  /** From now on the end of the connection is our doing, not the peer's. */
  markCutHere(): void {
    this.isCutHere = true;
  }
}

function toJsonObject(contentType: string | undefined, bytes: Buffer): JsonObject | undefined {
  if (contentType?.toLowerCase().startsWith('application/json') !== true) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined; // the text stays readable in `rawBody`
  }
}
