import { ApiProperty, ApiSchema } from '@nestjs/swagger';

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
}

/** Body of `GET /agents/llm-providers`. */
@ApiSchema({ name: 'ProviderList' })
export class ProviderListDto {
  @ApiProperty({ type: () => [ProviderDto], description: 'All providers, configured or not.' })
  readonly providers: readonly ProviderDto[];
}
