import type { RunningGateway } from './start-gateway.js';

interface Made {
  readonly id: string;
  /** Shown this once. */
  readonly key: string;
}

/**
 * How callers with keys, and administrators among them, ask a gateway.
 * @param gatewayOf asked at each call: a spec may start another.
 */
export function askingGateway(gatewayOf: () => Pick<RunningGateway, 'url'>, adminKey: string) {
  const call = async (method: string, path: string, key: string, body?: object, headers: object = {}) => {
    const answer = await fetch(gatewayOf().url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const admin = (method: string, path: string, body?: object) =>
    call(method, `/admin${path}`, adminKey, body);
  const makeKey = async (grant: object = {}): Promise<Made> =>
    (await admin('POST', '/keys', { name: 'some', ...grant })).body as Made;
  return { call, admin, makeKey };
}
