import { Pool } from 'undici';

const HEADERS = { 'content-type': 'application/json' };

/** Callers of one target: so many connections, each of which asks again once it is answered. */
export class Load {
  constructor({ url }, connections) {
    this.pool = new Pool(url, { connections, pipelining: 1 });
    this.connections = connections;
  }

  /** Sends `count` requests. Resolves to how long each took, in milliseconds, and how long all took. */
  async run({ path, body, headers = {} }, count) {
    const latenciesMs = [];
    let left = count;
    const startedMs = performance.now();
    const caller = async () => {
      while (left > 0) {
        left -= 1;
        const sentMs = performance.now();
        await this.ask(path, body, headers);
        latenciesMs.push(performance.now() - sentMs);
      }
    };
    await Promise.all(Array.from({ length: this.connections }, caller));
    return { latenciesMs, tookMs: performance.now() - startedMs };
  }

  close() {
    return this.pool.close();
  }

  ask(path, body, headers) {
    return new Promise((resolve, reject) => {
      let status = 0;
      this.pool.dispatch(
        { method: 'POST', path, headers: { ...HEADERS, ...headers }, body },
        {
          onRequestStart() {},
          onResponseStart(_controller, code) {
            status = code;
          },
          onResponseData() {},
          onResponseEnd: () => (status === 200 ? resolve() : reject(new Error(`${path} answered ${status}`))),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }
}

const TOKEN = /"content":"[^"]/;

/**
 * How long the first token of a streamed answer takes, in milliseconds; the rest is read, too. The chunk before it names
 * the role and says nothing: a gateway that may still ask elsewhere keeps it until there is something to say.
 */
export function firstTokenMs(pool, { path, body }) {
  const sentMs = performance.now();
  return new Promise((resolve, reject) => {
    let tookMs = null;
    pool.dispatch(
      { method: 'POST', path, headers: HEADERS, body },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_controller, piece) => {
          if (tookMs === null && TOKEN.test(piece.toString('latin1'))) tookMs = performance.now() - sentMs;
        },
        onResponseEnd: () => resolve(tookMs),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
