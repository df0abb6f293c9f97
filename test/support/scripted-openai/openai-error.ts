import type { OutgoingHttpHeaders } from 'node:http';
import type { Script } from '../scripted-upstream/exchange.js';
import { answerJson } from '../scripted-upstream/scripts.js';

/** The inside of OpenAI's `{"error": …}`, in answers and in streams alike. */
export interface OpenAiErrorBody {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** A request that OpenAI would not take; the double's rules throw it. */
export class OpenAiRefusal extends Error {
  override readonly name = 'OpenAiRefusal';

  constructor(
    readonly status: number,
    readonly error: OpenAiErrorBody,
  ) {
    super(error.message);
  }

  toScript(): Script {
    return answerError(this.status, this.error);
  }
}

/** A 400 of the usual type, in the order OpenAI prints its fields. */
export function invalidRequest(message: string, param: string | null, code: string | null): OpenAiRefusal {
  return new OpenAiRefusal(400, { message, type: 'invalid_request_error', param, code });
}

/** OpenAI repeats the key (wandb/openui#199); here in full, which is the worst case for a gateway. */
export function incorrectKey(key: string): OpenAiRefusal {
  const message = `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return new OpenAiRefusal(401, {
    message,
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  });
}

export function answerError(
  status: number,
  error: Partial<OpenAiErrorBody> & Pick<OpenAiErrorBody, 'message'>,
  headers: OutgoingHttpHeaders = {},
): Script {
  const { message, type = 'invalid_request_error', param = null, code = null } = error;
  return answerJson(status, { error: { message, type, param, code } }, headers);
}
