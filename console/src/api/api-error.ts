/** The gateway refused, in the shape of its agent surface or of OpenAI's; or it could not be reached (status 0). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null,
    readonly requestId: string | null,
    /** Where in the body, or in the address, the fault is: `budgets.0.budget_usd`. */
    readonly param: string | null = null,
  ) {
    super(message);
  }
}

interface Refusal {
  readonly message?: string;
  readonly error?: {
    readonly message?: string;
    readonly code?: string | null;
    readonly param?: string | null;
  };
  readonly request_id?: string;
}

/** What an answer that is none says of itself. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const body = await bodyOf(response);
  const message = body.message ?? body.error?.message ?? `The gateway answered ${response.status}.`;
  const requestId = body.request_id ?? response.headers.get('x-request-id');
  const { code = null, param = null } = body.error ?? {};
  return new ApiError(message, response.status, code, requestId, param);
}

export function unreachable(): ApiError {
  return new ApiError('The gateway cannot be reached.', 0, null, null);
}

async function bodyOf(response: Response): Promise<Refusal> {
  try {
    return (await response.json()) as Refusal;
  } catch {
    return {}; // A proxy in between answers as it likes.
  }
}
