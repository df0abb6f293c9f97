import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { ANSWER_CASES } from './cases/answers.js';
import { CUT_CASES } from './cases/cuts.js';
import { END_CASES } from './cases/ends.js';
import { expectedOf, FAILED, toldAs } from './cases/failures.js';
import { FIELD_CASES } from './cases/fields.js';
import { LOOP_CASES } from './cases/loops.js';
import { REQUEST_CASES } from './cases/requests.js';
import { SAMENESS_CASES } from './cases/sameness.js';
import { STREAM_CASES } from './cases/streams.js';
import { Cell } from './cell.js';
import { Compatibility } from './compatibility.js';
import { expectationOf } from './expectations.js';
import { MatrixStage } from './matrix-stage.js';
import { SURFACES, WIRES } from './pairs.js';

const DOCUMENT = join(__dirname, '..', '..', 'docs', 'compatibility.md');
const seen = new Compatibility();

let stage: MatrixStage;
beforeAll(async () => void (stage = await MatrixStage.open()));
afterAll(() => stage.close());

const CASES = [
  ...REQUEST_CASES,
  ...FIELD_CASES,
  ...ANSWER_CASES,
  ...END_CASES,
  ...LOOP_CASES,
  ...STREAM_CASES,
  ...CUT_CASES,
  ...SAMENESS_CASES,
];

describe.each(SURFACES)('$path', (surface) => {
  describe.each(WIRES)('over the wire of $title', (wire) => {
    const cell = () => new Cell(stage, surface, wire);

    it.each(CASES)('$row', async ({ row, run }) => {
      const observed = await run(cell());
      seen.see(row, surface, wire, observed?.outcome ?? null);
      if (!observed) return;
      const { outcome } = expectationOf(row, surface, wire);
      expect(observed).toEqual(outcome === 'lost' ? expect.objectContaining({ outcome }) : { outcome });
    });

    it.each(FAILED)('tells its own caller of a failure: %s', async (failed) => {
      const told = await toldAs(cell(), failed);
      seen.seeFailure(failed, cell(), told);
      expect(told).toBe(expectedOf(cell(), failed));
    });
  });
});

describe('docs/compatibility.md', () => {
  it('says what was seen (npm run docs:generate)', async () => {
    const document = await format(seen.document, { parser: 'markdown', printWidth: 110 });
    if (process.env['UPDATE_GENERATED_DOCS'] === '1') writeFileSync(DOCUMENT, document);
    expect(existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '').toBe(document);
  });
});
