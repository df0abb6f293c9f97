import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { STATUSES, TARGET_STATUSES, type Status, type TargetStatus } from '../asking-status.js';

/** A target of a route, as it stands. */
@ApiSchema({ name: 'TargetState' })
export class TargetStateDto {
  @ApiProperty({ description: 'provider/model', example: 'openai/gpt-6-luna' })
  readonly target: string;

  @ApiProperty({
    enum: TARGET_STATUSES,
    description:
      'Whether it would be asked: not without a key, while its circuit is open (`failing`) or all keys are in cooldown for the model (`out_of_keys`).',
    example: 'ready',
  })
  readonly status: TargetStatus;

  @ApiProperty({ description: 'Keys that its provider has.', example: 2 })
  readonly keys: number;

  @ApiProperty({ description: 'Of these, in cooldown for its model.', example: 0 })
  readonly keys_in_cooldown: number;
}

/** A provider, of the catalogue or of the operator's own. */
@ApiSchema({ name: 'Provider' })
export class ProviderDto {
  @ApiProperty({ description: 'Its name in routes.', example: 'openai' })
  readonly id: string;

  @ApiProperty({ description: 'Its name for people.', example: 'OpenAI' })
  readonly display_name: string;

  @ApiProperty({ description: 'Has all it needs to answer: its key, if it needs one.', example: true })
  readonly configured: boolean;

  @ApiProperty({ description: 'The model for callers who name none.', example: 'gpt-o3-mini' })
  readonly default_model: string;

  @ApiProperty({ description: 'True for a simulator.', example: false })
  readonly simulated: boolean;

  @ApiProperty({ description: 'Where prompts go.', example: '/agents/llm-providers/openai' })
  readonly endpoint: string;

  @ApiProperty({
    type: [String],
    description:
      'Models that failed too often lately, by their names at the provider. They are not asked, but for one call now and then that finds out whether they are back.',
    example: [],
  })
  readonly open_breakers: readonly string[];

  @ApiProperty({
    description: 'Keys of it that are not used for a moment, since they were limited or refused.',
    example: 0,
  })
  readonly keys_in_cooldown: number;

  @ApiProperty({
    type: [String],
    description: 'Of a route: whom it asks for which models, `provider/model`. A provider has none.',
    example: [],
  })
  readonly targets: readonly string[];

  @ApiProperty({
    enum: STATUSES,
    description:
      'Whether it can be asked. A provider is `failing` while the circuit of one of its models is open; a route once none of its targets can be asked, and `partly_failing` before. `short_of_keys`: some keys are in cooldown.',
    example: 'ready',
  })
  readonly status: Status;

  @ApiProperty({ type: () => [TargetStateDto], description: 'Of a route: how each of its targets stands.' })
  readonly target_states: readonly TargetStateDto[];
}

/** Body of `GET /agents/llm-providers`. */
@ApiSchema({ name: 'ProviderList' })
export class ProviderListDto {
  @ApiProperty({ type: () => [ProviderDto], description: 'All providers, configured or not.' })
  readonly providers: readonly ProviderDto[];
}
