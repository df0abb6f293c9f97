import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** A parameter that is adapted, or refused with `strict`. */
@ApiSchema({ name: 'ModelParameter' })
export class ModelParameterDto {
  @ApiProperty({ description: 'A parameter that the model does not take as it is.', example: 'temperature' })
  readonly parameter: string;

  @ApiProperty({ description: 'Why.', example: 'this model accepts no other value than 1' })
  readonly reason: string;
}

/** Decimal strings in US dollars a million tokens, and who told them. */
@ApiSchema({ name: 'ModelPrices' })
export class ModelPricesDto {
  @ApiProperty({ description: 'A million tokens of input, in US dollars.', example: '0.1' })
  readonly input_usd_per_million: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "A million tokens of input that were read from the provider's cache; `null` = not known.",
    example: '0.01',
  })
  readonly cached_input_usd_per_million: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'A million tokens of output, reasoning included; `null` = not known, as of a model that writes nothing.',
    example: '0.5',
  })
  readonly output_usd_per_million: string | null;

  @ApiProperty({
    enum: ['operator', 'provider', 'price_table'],
    description: "Who says so: the operator, the provider's own list, or the table that the gateway brings.",
    example: 'price_table',
  })
  readonly source: 'operator' | 'provider' | 'price_table';
}

/** What a model can do. */
@ApiSchema({ name: 'ModelCapabilities' })
export class ModelCapabilitiesDto {
  @ApiProperty({ type: Boolean, nullable: true, description: 'Calls functions.', example: null })
  readonly tools: boolean | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Sees images.', example: null })
  readonly vision: boolean | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Thinks before it answers.', example: true })
  readonly reasoning: boolean | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Writes JSON by a schema.', example: null })
  readonly structured_output: boolean | null;
}

/** A model, or an alias of one, as callers may name it. */
@ApiSchema({ name: 'Model' })
export class ModelDto {
  @ApiProperty({ description: 'What to put into `model`.', example: 'gpt-o3-mini' })
  readonly id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The model that the name stands for; `null` = it is no alias.',
    example: 'gpt-6-luna',
  })
  readonly alias_of: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Tokens that it takes in one request, at most; `null` = not known.',
    example: 1050000,
  })
  readonly context_window: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Tokens that it writes in one answer, at most; `null` = not known.',
    example: 128000,
  })
  readonly max_output_tokens: number | null;

  @ApiProperty({
    type: () => ModelPricesDto,
    nullable: true,
    description:
      'What it costs, as decimal strings; where large requests cost more, small ones. `null` = not known.',
  })
  readonly prices: ModelPricesDto | null;

  @ApiProperty({
    type: () => ModelCapabilitiesDto,
    description: 'What it can do, by the provider’s list or else by its family; `null` = not known.',
  })
  readonly capabilities: ModelCapabilitiesDto;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'When it came to be, in seconds since the Unix epoch; `null` = not known.',
    example: null,
  })
  readonly created: number | null;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description:
      'The day on which the provider switches it off, by its own list or else by what the gateway was shipped with; `null` = none is announced.',
    example: null,
  })
  readonly shutdown_date: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The model by which the provider answers in its place; `null` = it does no such thing.',
    example: null,
  })
  readonly rerouted_to: string | null;

  @ApiProperty({ type: [String], description: 'What to ask for instead, the first first.', example: [] })
  readonly replacements: readonly string[];

  @ApiProperty({ type: () => [ModelParameterDto], description: 'What it does not take as it is.' })
  readonly parameters: readonly ModelParameterDto[];
}

/** Body of `GET /agents/llm-providers/{provider}/models`. */
@ApiSchema({ name: 'ModelList' })
export class ModelListDto {
  @ApiProperty({ description: 'Id of the provider.', example: 'openai' })
  readonly provider: string;

  @ApiProperty({
    enum: ['provider', 'bundled'],
    description:
      '`bundled`: the provider has no list, or did not answer in time; what the gateway knows by itself.',
    example: 'provider',
  })
  readonly source: 'provider' | 'bundled';

  @ApiProperty({ description: 'The model for callers who name none.', example: 'gpt-o3-mini' })
  readonly default_model: string;

  @ApiProperty({ type: () => [ModelDto], description: 'Aliases first.' })
  readonly models: readonly ModelDto[];
}
