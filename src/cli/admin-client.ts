/** What a gateway answered. */
export interface Answer {
  readonly status: number;
  /** `null` = nothing. */
  readonly body: unknown;
}

/** Asks a gateway as its administrators do. */
export type AskAdmin = (method: string, path: string, body?: object) => Promise<Answer>;

/** A gateway that administrators can ask, for as long as it is needed. */
export interface AdminGateway {
  readonly ask: AskAdmin;
  close(): Promise<void>;
}

/** @param url of the gateway, without a path. */
export function askerOf(url: string, adminKey: string): AskAdmin {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
}
