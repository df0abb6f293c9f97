import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'ModelParameter' })
export class ModelParameterDto {
  @ApiProperty({ description: 'A parameter that the model does not take as it is.', example: 'temperature' })
  readonly parameter: string;

  @ApiProperty({ description: 'Why.', example: 'this model accepts no other value than 1' })
  readonly reason: string;
}

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
    type: String,
    format: 'date',
    nullable: true,
    description: 'The day on which the provider switches it off; `null` = none is announced.',
    example: null,
  })
  readonly shutdown_date: string | null;

  @ApiProperty({ type: [String], description: 'What to ask for instead, the first first.', example: [] })
  readonly replacements: readonly string[];

  @ApiProperty({ type: () => [ModelParameterDto], description: 'What it does not take as it is.' })
  readonly parameters: readonly ModelParameterDto[];
}

@ApiSchema({ name: 'ModelList' })
export class ModelListDto {
  @ApiProperty({ description: 'Id of the provider.', example: 'openai' })
  readonly provider: string;

  @ApiProperty({
    enum: ['provider', 'bundled'],
    description: '`bundled`: the provider has no list, or did not answer; what the gateway knows by itself.',
    example: 'provider',
  })
  readonly source: 'provider' | 'bundled';

  @ApiProperty({ description: 'The model for callers who name none.', example: 'gpt-o3-mini' })
  readonly default_model: string;

  @ApiProperty({ type: () => [ModelDto], description: 'Aliases first.' })
  readonly models: readonly ModelDto[];
}
