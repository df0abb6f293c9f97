import { ANSWER_CASES } from './cases/answers.js';
import { END_CASES } from './cases/ends.js';
import { LOOP_CASES } from './cases/loops.js';
import { REQUEST_CASES } from './cases/requests.js';
import { Cell } from './cell.js';
import { expectationOf } from './expectations.js';
import { MatrixStage } from './matrix-stage.js';
import { SURFACES, WIRES } from './pairs.js';

let stage: MatrixStage;
beforeAll(async () => void (stage = await MatrixStage.open()));
afterAll(() => stage.close());

describe.each(SURFACES)('$path', (surface) => {
  describe.each(WIRES)('over the wire of $title', (wire) => {
    it.each([...REQUEST_CASES, ...ANSWER_CASES, ...END_CASES, ...LOOP_CASES])('$row', async ({ row, run }) => {
      const observed = await run(new Cell(stage, surface, wire));
      if (!observed) return;
      const { outcome } = expectationOf(row, surface, wire);
      expect(observed).toEqual(outcome === 'lost' ? expect.objectContaining({ outcome }) : { outcome });
    });
  });
});
