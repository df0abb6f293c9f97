import type { FaultCase } from '../support/fault-case.js';
import { runSoak } from '../soak/soak.js';

export const SOAK_CASES: readonly FaultCase[] = [
  {
    id: 'SOAK',
    isLong: true,
    input: '1,500 requests with faults, seed 7',
    runs: 'busy',
    check: () => runSoak({ requests: 1_500, seed: 7 }),
  },
];
