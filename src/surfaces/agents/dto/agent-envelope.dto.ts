import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

const COUNT = { type: 'integer', nullable: true, minimum: 0 } as const;

/** Token counts as the provider reported them. What it left out is `null`; it did count where there is a 0. */
@ApiSchema({ name: 'Usage' })
export class UsageDto {
  @ApiProperty({ ...COUNT, description: 'Tokens of the request, cached ones included.', example: 10 })
  readonly prompt_tokens: number | null;

  @ApiProperty({ ...COUNT, description: 'Tokens of the answer, reasoning included.', example: 20 })
  readonly completion_tokens: number | null;

  @ApiProperty({ ...COUNT, description: 'Both together.', example: 30 })
  readonly total_tokens: number | null;

  @ApiProperty({ ...COUNT, description: 'The part of `prompt_tokens` that came from a cache.', example: 0 })
  readonly cached_tokens: number | null;

  @ApiProperty({ ...COUNT, description: 'The part of `completion_tokens` that was reasoning.', example: 0 })
  readonly reasoning_tokens: number | null;
}

/** Something that the answer does not show: a parameter that was adapted, a model that will be shut down. */
@ApiSchema({ name: 'Warning' })
export class WarningDto {
  @ApiPropertyOptional({ description: 'The parameter it is about.', example: 'temperature' })
  readonly parameter?: string;

  @ApiPropertyOptional({ description: 'The model it is about, in place of `parameter`.', example: 'gpt-4o' })
  readonly model?: string;

  @ApiProperty({
    enum: ['renamed', 'dropped', 'changed', 'deprecated', 'exhausted'],
    description:
      'What was done or is going to happen. `exhausted`: the token limit was spent before any text.',
    example: 'dropped',
  })
  readonly action: string;

  @ApiProperty({
    description: 'Why, for people.',
    example: 'gpt-6-luna: this model accepts no other value than 1',
  })
  readonly reason: string;
}

/** The answer of `POST /agents/llm-providers/{provider}` and the data of its `done` event. */
@ApiSchema({ name: 'AgentSuccess' })
export class AgentSuccessDto {
  @ApiProperty({ enum: ['success'], description: 'How it went.', example: 'success' })
  readonly status: 'success';

  @ApiProperty({ description: 'The text of the answer.', example: 'Hello there!' })
  readonly message: string;

  @ApiProperty({ description: 'The model as the caller named it, or the default.', example: 'gpt-o3-mini' })
  readonly model: string;

  @ApiProperty({ type: () => UsageDto, description: 'Token counts.' })
  readonly usage: UsageDto;

  @ApiProperty({ description: 'The provider that answered.', example: 'openai' })
  readonly provider: string;

  @ApiProperty({ description: 'The model that answered, as the provider names it.', example: 'gpt-6-luna' })
  readonly provider_model: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why the answer ends: `stop`, `length`, `content_filter`, `tool_calls`, or what the provider said.',
    example: 'stop',
  })
  readonly finish_reason: string | null;

  @ApiProperty({
    type: () => [WarningDto],
    description: 'What was changed about the request, or is about to end.',
    example: [],
  })
  readonly warnings: readonly WarningDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Cost in US dollars as a decimal string; `null` = the price is not known.',
    example: null,
  })
  readonly cost_usd: string | null;

  @ApiProperty({
    type: String,
    enum: ['provider', 'price_table'],
    nullable: true,
    description:
      'Who says what it cost: `provider` = it did; `price_table` = the operator’s own price, or else the list price; `null` = no source knows a price.',
    example: null,
  })
  readonly cost_source: 'provider' | 'price_table' | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'How often providers were asked until one answered; also in `x-gateway-attempts`.',
    example: 1,
  })
  readonly attempts: number;

  @ApiProperty({
    description: 'The id of this call, also in `x-request-id`.',
    example: '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c',
  })
  readonly request_id: string;
}

/** The error of an envelope, for programs. */
@ApiSchema({ name: 'ErrorDetail' })
export class ErrorDetailDto {
  @ApiProperty({ description: 'Stable, for programs to match on.', example: 'request.invalid' })
  readonly code: string;

  @ApiProperty({ description: 'The family of the code.', example: 'request' })
  readonly type: string;

  @ApiProperty({ description: 'Worth another try as it is.', example: false })
  readonly retryable: boolean;

  @ApiPropertyOptional({ description: 'The request field at fault.', example: 'prompt' })
  readonly param?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'Of `budget.exceeded`: which budget has no room (`scope`, `per`), how it stands in US dollars (`budget_usd`, `spent_usd`, `reserved_usd`), what the request may cost (`needed_usd`) and when it resets (`resets_at`).',
  })
  readonly budget?: object;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'Of `limit.exceeded`: which limit is reached (`scope`, `kind`), its `limit`, what is `remaining` and when it `resets_at`; `null`: a limit of 0 never does.',
  })
  readonly limit?: object;
}

/** Every failure; also the data of the `error` event of a stream. */
@ApiSchema({ name: 'AgentError' })
export class AgentErrorDto {
  @ApiProperty({ enum: ['error'], description: 'How it went.', example: 'error' })
  readonly status: 'error';

  @ApiProperty({
    description: 'Who, what and the next step, for people.',
    example: 'OPENAI_API_KEY missing in environment.',
  })
  readonly message: string;

  @ApiProperty({ description: '`unknown` where no model was determined.', example: 'unknown' })
  readonly model: string;

  @ApiProperty({ type: () => ErrorDetailDto, description: 'The same, for programs.' })
  readonly error: ErrorDetailDto;

  @ApiProperty({
    description: 'The id of this call, also in `x-request-id`.',
    example: '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c',
  })
  readonly request_id: string;
}
