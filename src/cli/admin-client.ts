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

/** @param url of the gateway, without a path. It throws where that does not answer, or not as a gateway does. */
export function askerOf(url: string, adminKey: string): AskAdmin {
  return async (method, path, body) => {
    const { status, text } = await send(url + path, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`${url} broke off: ${reasonOf(cause)}. See whether it was done.`, { cause });
    });
    try {
      return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    } catch (cause) {
      throw new Error(`${url} answers ${status}, and not as a gateway does (TOLLGATE_URL).`, { cause });
    }
  };
}

async function send(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
}

/** `fetch` says only that it failed, and why in what caused it. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as {
    readonly cause?: { readonly message?: string };
    readonly message: string;
  };
  return cause?.message ?? message;
}
