import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ConnectionGoneError, Exchange } from './exchange.js';
import type { Script } from './exchange.js';
import { Recording } from './recorded-request.js';
import type { RecordedRequest } from './recorded-request.js';

export interface ScriptedUpstreamOptions {
  /** Answers every request for which no script is queued. */
  readonly fallback: Script;
  /** Which requests take scripts from the queue; all by default. Others always get the fallback. */
  readonly takesScripts?: (request: RecordedRequest) => boolean;
  /** Headers for every answer; a script can set them anew. `requestNumber` counts from 1. */
  readonly headers?: (requestNumber: number) => OutgoingHttpHeaders;
}

/** A provider's double on a free loopback port: knows HTTP and scripts, and nothing of any provider. */
export class ScriptedUpstream {
  private readonly recordings: Recording[] = [];
  private readonly queue: Script[] = [];
  private readonly waiting: ((request: RecordedRequest) => void)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly failures: unknown[] = [];
  private readonly server: Server;
  private handedOut = 0;

  private constructor(private readonly options: ScriptedUpstreamOptions) {
    this.server = createServer((incoming, response) => void this.handle(incoming, response));
    this.server.keepAliveTimeout = 60_000; // outlives a test, so that a pooled socket never dies by itself
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(options: ScriptedUpstreamOptions): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream(options);
    await new Promise<void>((resolve, reject) => {
      upstream.server.once('error', reject);
      upstream.server.listen(0, '127.0.0.1', resolve);
    });
    return upstream;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every request whose body arrived, or broke off, in order of arrival. */
  get requests(): readonly RecordedRequest[] {
    return this.recordings;
  }

  /** Connections that peers hold open now, idle ones included. */
  get openSockets(): number {
    return this.sockets.size;
  }

  /** Queues scripts for the next requests, one each. */
  next(...scripts: readonly Script[]): void {
    this.queue.push(...scripts);
  }

  /** The first request that was not handed out by an earlier call; waits for it if it has yet to come. */
  nextRequest(): Promise<RecordedRequest> {
    const arrived = this.recordings[this.handedOut];
    this.handedOut += 1;
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Drops what is recorded, for runs that are long. */
  forget(): void {
    this.recordings.length = 0;
    this.handedOut = 0;
  }

  /** Ends every socket, then rejects if a script threw: a broken double must not look like a passing test. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const recording of this.recordings) recording.markCutHere();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    const failures = this.failures.splice(0);
    if (failures.length > 0) throw new AggregateError(failures, `Scripts failed: ${failures.join('; ')}`);
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const recording = new Recording(incoming, response);
    const isWhole = await recording.readBody();
    this.record(recording);
    if (!isWhole) return;
    const headers = this.options.headers?.(this.recordings.length) ?? {};
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) response.setHeader(name, value);
    const exchange = new Exchange(recording, response);
    try {
      await this.scriptFor(recording)(exchange);
    } catch (error) {
      if (error instanceof ConnectionGoneError) return;
      this.failures.push(error);
      exchange.cut();
    }
  }

  private record(recording: Recording): void {
    this.recordings.push(recording);
    this.waiting.shift()?.(recording);
  }

  private scriptFor(request: RecordedRequest): Script {
    const takesScripts = this.options.takesScripts?.(request) ?? true;
    return (takesScripts ? this.queue.shift() : undefined) ?? this.options.fallback;
  }
}
