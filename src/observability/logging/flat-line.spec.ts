import fc from 'fast-check';
import { createLogger } from './create-logger.js';
import { writeFlatLine, type FlatFields } from './flat-line.js';

/** What comes of it, but for the time. */
function written(write: (logger: ReturnType<typeof createLogger>) => void, level = 'debug'): string[] {
  const lines: string[] = [];
  const logger = createLogger(
    { LOG_LEVEL: level as 'debug', LOG_FORMAT: 'json' },
    { write: (line) => void lines.push(line) },
  );
  write(logger);
  return lines.map((line) => line.replace(/"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/, '"time":""'));
}

const fields = fc.dictionary(
  fc.oneof(
    fc.constantFrom('request_id', 'status'),
    fc.string().map((name) => `x${name}`),
  ),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined, '', 'a "b" \\ \n\u0000\ud800'),
  ),
);

describe('a flat line', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)('says at %s what pino says', (level) => {
    fc.assert(
      fc.property(fields, fc.string(), (said, message) => {
        // A prototype is nothing that pino and we have to agree on.
        const own: FlatFields = { ...said };
        const ours = written((logger) => writeFlatLine(logger, level, [{ method: 'POST' }, own], message));
        const [line] = ours;
        expect(ours).toHaveLength(1);
        expect(JSON.parse(line!)).toEqual(
          JSON.parse(written((logger) => logger[level]({ method: 'POST', ...own }, message))[0]!),
        );
      }),
    );
  });

  it('is not written where the logger leaves its level out', () => {
    expect(written((logger) => writeFlatLine(logger, 'info', [{ a: 1 }, {}], 'request'), 'warn')).toEqual([]);
  });
});
