import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Recording, RecordedRequest } from './recorded-request.js';

/**
 * How an upstream treats one request: it may answer, stall, cut, or do nothing at all (the request then hangs
 * until the peer leaves or the upstream is closed). Throwing is a mistake of the test and makes `close()` reject.
 */
export type Script = (exchange: Exchange) => void | Promise<void>;

/** The peer is gone, or we cut the connection: the rest of a script has no reader. */
export class ConnectionGoneError extends Error {
  override readonly name = 'ConnectionGoneError';
}

/** One request and the connection on which it is answered. */
export class Exchange {
  constructor(
    private readonly recording: Recording,
    readonly response: ServerResponse,
  ) {}

  get request(): RecordedRequest {
    return this.recording;
  }

  /** Sends status line and headers at once, without waiting for a body. */
  sendHead(status: number, headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
  }

  /**
   * Resolves once the bytes are with the operating system, so that two calls are two writes on the wire and a
   * slow reader slows the script down. Rejects with `ConnectionGoneError`.
   */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const gone = (): void => reject(new ConnectionGoneError('the reader has left'));
      if (this.response.destroyed) return gone();
      this.response.once('close', gone);
      this.response.write(bytes, (error) => {
        this.response.off('close', gone);
        if (error) gone();
        else resolve();
      });
    });
  }

  end(bytes: string | Uint8Array = ''): void {
    this.response.end(bytes);
  }

  /** Ends the connection (FIN) behind what was written, in the middle of an answer, as a dying upstream does. */
  cut(): void {
    this.recording.markCutHere();
    this.response.socket?.destroySoon();
  }

  /** Resets the connection (RST). Bytes that the peer has not read yet may be lost with it. */
  reset(): void {
    this.recording.markCutHere();
    this.response.socket?.resetAndDestroy();
  }
}
