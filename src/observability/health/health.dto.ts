import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'Health' })
export class HealthDto {
  @ApiProperty({
    enum: ['live', 'ready', 'draining'],
    description: 'State of the gateway.',
    example: 'ready',
  })
  readonly status: 'live' | 'ready' | 'draining';
}
