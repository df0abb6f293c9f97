import type { Agent, buildConnector, Dispatcher, Pool } from 'undici';
import { transportFault } from './transport-errors.js';
import { errors, loadUndici, symbols } from './undici-parts.js';

/** Which proxies lead where. */
export interface Proxies {
  /** For `http://` providers, and for others without one of their own; '' = none. */
  readonly httpProxy: string;
  /** For `https://` providers; '' = that of `http://`. */
  readonly httpsProxy: string;
  /** Hosts that are reached directly, separated by commas. */
  readonly noProxy: string;
}

interface ProxiedOptions extends Agent.Options {
  readonly connect: buildConnector.connector | buildConnector.BuildOptions;
  /** To a proxy, and until it has opened a tunnel, in milliseconds. */
  readonly connectTimeout: number;
  /** Has a part in each connection on which requests go out, whoever makes it. */
  readonly onConnections: (connect: buildConnector.connector) => buildConnector.connector;
}

/**
 * Connections to any origin, by way of proxies. Each pool is made here: those that undici makes on the way to a proxy
 * have none of the options that it was given, and wait 300 seconds for whatever does not come.
 */
export function createProxiedAgent(
  { connect, connectTimeout, onConnections, ...options }: ProxiedOptions,
  { httpProxy, httpsProxy, noProxy }: Proxies,
): Dispatcher {
  const { EnvHttpProxyAgent, Pool } = loadUndici();
  const given = {
    ...options,
    connect,
    connectTimeout,
    // given one by one, so that undici does not look into the environment itself
    httpProxy,
    httpsProxy,
    noProxy,
    factory: (origin: string | URL, own: Pool.Options) =>
      hearingProxies(
        new Pool(origin, {
          ...options,
          ...own,
          ...(typeof own.connect === 'function' && { connect: onConnections(toldApart(own.connect)) }),
        }),
      ),
    clientFactory: (proxy: URL, own: Pool.Options) =>
      new Pool(proxy, { ...own, headersTimeout: connectTimeout }),
  };
  return new EnvHttpProxyAgent(given);
}

interface Handing {
  [symbols.kDispatch](request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean;
}

const PROXY_WANTS_PASSWORD = 407;

/**
 * undici tells a proxy that wants a password first as a mistake in what it was given, and holds what comes after; it is
 * no way to the provider, and its connection ends.
 */
function hearingProxies(pool: Pool): Pool {
  const handing = pool as unknown as Handing;
  const handOn = handing[symbols.kDispatch];
  handing[symbols.kDispatch] = (request, handler) => {
    // whole addresses are asked of proxies alone
    if (!request.path.startsWith('/')) refuseUnlessOpen(handler);
    return handOn.call(handing, request, handler);
  };
  return pool;
}

function refuseUnlessOpen(handler: Dispatcher.DispatchHandler): void {
  const begin = handler.onResponseStart?.bind(handler);
  handler.onResponseStart = (controller, status, ...more) => {
    if (status === PROXY_WANTS_PASSWORD) controller.abort(noWay(new Error(`The proxy answered ${status}.`)));
    else begin?.(controller, status, ...more);
  };
}

/** What a proxy fails with before a way through it is open is no failure of what is behind it, and nothing went there. */
function toldApart(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (!error) callback(null, socket);
      else callback(transportFault(error) === 'exhausted' ? error : noWay(error), null);
    });
}

/** undici has the class for one such failure; its types leave it out. */
function noWay(cause: Error): Error {
  const { ProxyConnectionError } = errors as unknown as { ProxyConnectionError: new (cause: Error) => Error };
  return new ProxyConnectionError(cause);
}
