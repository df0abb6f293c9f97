import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { StoreState } from './store-look.js';

const LIMIT_STATES = ['shared', 'node_share'] as const;
const STORE_STATES = ['up', 'unwritable', 'away'] as const satisfies readonly StoreState[];
const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;

/** A model whose circuit breaker is not closed. */
@ApiSchema({ name: 'Breaker' })
export class BreakerDto {
  @ApiProperty({ description: 'By its name at the provider.', example: 'gpt-6-luna' })
  readonly model: string;

  @ApiProperty({
    enum: BREAKER_STATES,
    description: '`open`: it is not asked. `half-open`: the next call finds out whether it is back.',
    example: 'open',
  })
  readonly state: (typeof BREAKER_STATES)[number];
}

/** A provider with at least one such model; told to callers with a key alone. */
@ApiSchema({ name: 'FailingProvider' })
export class FailingProviderDto {
  @ApiProperty({ description: 'Its name in routes.', example: 'openai' })
  readonly id: string;

  @ApiProperty({ type: () => [BreakerDto], description: 'Models that failed too often lately.' })
  readonly breakers: readonly BreakerDto[];
}

/** Body of both health routes. */
@ApiSchema({ name: 'Health' })
export class HealthDto {
  @ApiProperty({
    enum: ['live', 'ready', 'starting', 'draining'],
    description: 'State of the gateway. `starting`: it has not reached its store yet.',
    example: 'ready',
  })
  readonly status: 'live' | 'ready' | 'starting' | 'draining';

  @ApiPropertyOptional({
    type: () => [FailingProviderDto],
    description: 'Providers that fail; left out where none does. The gateway is ready all the same.',
  })
  readonly providers?: readonly FailingProviderDto[];

  @ApiPropertyOptional({
    enum: STORE_STATES,
    description:
      'Whether the store of keys, budgets and usage answers and can be written; `unwritable`: it answers, but its disk is full or read-only, so that calls with a budget are refused and rows of others are lost. Left out where nothing is kept. The gateway is ready all the same, once it has reached it.',
  })
  readonly store?: (typeof STORE_STATES)[number];

  @ApiPropertyOptional({
    enum: LIMIT_STATES,
    description:
      '`shared`: limits are counted together with other nodes (REDIS_URL). `node_share`: these cannot be reached, and this node keeps to its share of each limit. Left out where nodes count alone. The gateway is ready all the same.',
  })
  readonly limits?: (typeof LIMIT_STATES)[number];
}
