/**
 * The models that OpenAI's API answers in late November 2026, and what each family refuses. Names that are not
 * here get a 404, those switched off on 2026-10-23 among them (o3-mini, o4-mini, gpt-4.1-nano, gpt-4,
 * gpt-3.5-turbo). Sources: OpenAI docs, Deprecations; the issues named beside each fact. Unconfirmed: whether o1
 * and gpt-5.1 still answer, and that gpt-6 behaves as gpt-5.6 does where no report speaks of it.
 */
export interface OpenAiModel {
  readonly id: string;
  /** The dated name that answers carry; the id itself where no date is known. */
  readonly snapshot: string;
  /** YYYY-MM-DD as `GET /v1/models` reports it; `null` = none announced. */
  readonly shutdownDate: string | null;
  /** Absent: the model does not reason and takes the classic parameters. */
  readonly reasoning?: ReasoningRules;
}

export interface ReasoningRules {
  /** The error code for temperature, top_p and penalties: refused at all, or only off their defaults. */
  readonly sampling: 'unsupported_parameter' | 'unsupported_value';
  /** `reasoning_effort: "none"` lifts the sampling rule (vercel/ai#10932). */
  readonly samplesAtEffortNone?: true;
  /** Function tools: fine, refused beside an effort, or refused unless the effort is none (openai-openapi#541). */
  readonly tools?: 'refused-with-effort' | 'refused-unless-none';
  /** `stop` is refused. The docs say o3 and o4-mini; gpt-5 to gpt-5.2 were seen to (huggingface/smolagents#1662, #1868, #1893). */
  readonly refusesStop?: true;
}

const GPT_5: ReasoningRules = { sampling: 'unsupported_value', refusesStop: true };
const GPT_5_4: ReasoningRules = { ...GPT_5, tools: 'refused-with-effort' };
const GPT_5_6_ON: ReasoningRules = { ...GPT_5, tools: 'refused-unless-none' };

export const OPENAI_MODELS: readonly OpenAiModel[] = [
  { id: 'gpt-4o', snapshot: 'gpt-4o-2024-08-06', shutdownDate: '2027-01-14' },
  { id: 'gpt-4o-mini', snapshot: 'gpt-4o-mini-2024-07-18', shutdownDate: '2027-01-14' },
  { id: 'gpt-4.1', snapshot: 'gpt-4.1-2025-04-14', shutdownDate: '2027-01-14' },
  { id: 'gpt-4.1-mini', snapshot: 'gpt-4.1-mini-2025-04-14', shutdownDate: '2027-01-14' },
  // livekit/agents#1470 saw o3-mini refuse temperature as a parameter; o1 stands in for that form
  reasoning('o1', { sampling: 'unsupported_parameter' }, null, 'o1-2024-12-17'),
  reasoning('o3', { sampling: 'unsupported_value', refusesStop: true }, '2026-12-11', 'o3-2025-04-16'),
  reasoning('gpt-5', GPT_5, '2026-12-11', 'gpt-5-2025-08-07'),
  reasoning('gpt-5-mini', GPT_5, '2026-12-11', 'gpt-5-mini-2025-08-07'),
  reasoning('gpt-5-nano', GPT_5, '2026-12-11', 'gpt-5-nano-2025-08-07'),
  reasoning('gpt-5.1', { ...GPT_5, samplesAtEffortNone: true }),
  reasoning('gpt-5.4', GPT_5_4),
  ...['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna'].map((id) => reasoning(id, GPT_5_6_ON)),
  ...['gpt-6-astra', 'gpt-6-sol', 'gpt-6-luna'].map((id) => reasoning(id, GPT_5_6_ON)),
  ...['gpt-6.1-sol', 'gpt-6.1-terra'].map((id) => reasoning(id, GPT_5_6_ON)),
];

function reasoning(
  id: string,
  rules: ReasoningRules,
  shutdownDate: string | null = null,
  snapshot = id,
): OpenAiModel {
  return { id, snapshot, shutdownDate, reasoning: rules };
}

/** The body of `GET /v1/models`. `created` is made up. */
export function toModelList(models: readonly OpenAiModel[]): object {
  return {
    object: 'list',
    data: models.map(({ id, shutdownDate }) => ({
      id,
      object: 'model',
      created: 1_760_000_000,
      owned_by: 'system',
      shutdown_date: shutdownDate,
    })),
  };
}
