import { createLogger, type LogSettings } from './create-logger.js';

/** What a logger with these settings writes, line by line. */
function linesOf(settings: Partial<LogSettings>, log: (logger: ReturnType<typeof createLogger>) => void) {
  const written: string[] = [];
  const logger = createLogger(
    { LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...settings },
    { write: (text: string) => void written.push(text) },
  );
  log(logger);
  return written;
}

describe('createLogger', () => {
  it('writes one JSON object a line: level, time, fields and message, and nothing of this machine', () => {
    const [line = '', ...rest] = linesOf({}, (logger) => logger.info({ status: 200 }, 'two\nlines'));
    expect(rest).toEqual([]);
    expect(line).toMatch(/^\{[^\n]+\}\n$/);
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/) as string,
      status: 200,
      msg: 'two\nlines',
    });
  });

  it.each<[LogSettings['LOG_LEVEL'], string[]]>([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ])('at level %s writes %j', (LOG_LEVEL, expected) => {
    const lines = linesOf({ LOG_LEVEL }, (logger) => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('x');
    });
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(expected);
  });
});
