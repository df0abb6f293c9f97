import type { Fields } from '../../src/common/fields.js';
import { CHAT } from './dialects/chat/index.js';
import type { Dialect } from './dialects/dialect.js';
import type { Asked, Heard, HeardFailure, HeardStream } from './neutral.js';
import type { MatrixStage } from './matrix-stage.js';
import { dialectAt, type Surface, type Wire } from './pairs.js';

/** What came back of one request. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The connection did not end as it should. */
  readonly isBroken: boolean;
  /** Parameters that the caller was told of. */
  readonly told: readonly string[];
}

/** A surface before a wire. */
export class Cell {
  constructor(
    readonly stage: MatrixStage,
    readonly surface: Surface,
    readonly wire: Wire,
  ) {}

  /** What the provider is asked in; `null` = nothing goes over a line. One that has two APIs has the caller's own. */
  get spoken(): Dialect | null {
    const { surface, wire } = this;
    return wire.id === 'responses' && surface.id !== 'responses' ? CHAT : wire.dialect;
  }

  /** Both speak the same. */
  get isNative(): boolean {
    return this.surface.dialect === this.spoken;
  }

  /** @param more fields of the body besides. */
  ask(asked: Asked, options: AskOptions = {}): Promise<Answered> {
    const { model = this.wire.model, more = {}, strict = false } = options;
    const { path, body, headers } = this.surface.dialect.writeRequest(asked, model);
    const text = JSON.stringify({ ...body, ...more });
    return this.post(path, text, { ...headers, ...(strict && { 'x-strict-params': 'true' }) });
  }

  async post(path: string, text: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const response = await fetch(this.stage.gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
    return {
      ...(await readBody(response)),
      status: response.status,
      headers: response.headers,
      told: toldIn(response),
    };
  }

  heard({ text }: Answered): Heard {
    return this.surface.dialect.readAnswer(JSON.parse(text));
  }

  heardStream({ text, isBroken }: Answered): HeardStream {
    return this.surface.dialect.readStream(text, isBroken);
  }

  /** `null` = what came is no failure of this surface's. */
  failure({ text, headers }: Answered): HeardFailure | null {
    return this.surface.dialect.readFailure(JSON.parse(text), headers);
  }

  /** What the provider was asked last. */
  get sent(): Asked {
    const request = this.stage.lastRequest;
    if (!request) throw new Error('The provider was not asked.');
    return dialectAt(request.path).readRequest(request);
  }
}

export interface AskOptions {
  readonly model?: string;
  readonly more?: Fields;
  readonly strict?: boolean;
}

async function readBody(response: Response): Promise<Pick<Answered, 'text' | 'isBroken'>> {
  const pieces: Uint8Array[] = [];
  let isBroken = false;
  try {
    for await (const piece of response.body ?? []) pieces.push(piece as Uint8Array);
  } catch {
    isBroken = true; // What came before it is read all the same.
  }
  return { text: Buffer.concat(pieces).toString(), isBroken };
}

function toldIn({ headers }: Response): string[] {
  const all = JSON.parse(headers.get('x-tollgate-warnings') ?? '[]') as { readonly parameter: string }[];
  return all.map(({ parameter }) => parameter);
}
