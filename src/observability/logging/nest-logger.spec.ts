import { createLogger } from './create-logger.js';
import { NestLogger } from './nest-logger.js';

describe('NestLogger', () => {
  let lines: Record<string, unknown>[];
  let logger: NestLogger;

  beforeEach(() => {
    lines = [];
    const write = (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>);
    const pino = createLogger({ LOG_LEVEL: 'debug', LOG_FORMAT: 'json' }, { write });
    pino.level = 'trace';
    logger = new NestLogger(pino);
  });

  it.each([
    ['log', 'debug'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['fatal', 'fatal'],
  ] as const)('puts %s at level %s, with the speaking class', (method, level) => {
    logger[method]('Mapped {/health} route', 'RouterExplorer');
    expect(lines).toMatchObject([{ level, msg: 'Mapped {/health} route', context: 'RouterExplorer' }]);
  });

  it('takes the class from the end when there is a stack before it', () => {
    logger.error('It failed', 'Error: It failed\n    at x', 'ExceptionsHandler');
    expect(lines).toMatchObject([{ msg: 'It failed', context: 'ExceptionsHandler' }]);
  });

  it('needs no class', () => {
    logger.warn('Careful');
    expect(lines).toMatchObject([{ msg: 'Careful' }]);
    expect(lines[0]).not.toHaveProperty('context');
  });
});
