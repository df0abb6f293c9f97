import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog } from '../audit/audit-log.js';
import { KeysRepository } from '../identity/keys.repository.js';
import { ScopesRepository } from '../identity/scopes.repository.js';
import { LedgerReader } from '../ledger/ledger-reader.js';
import { usageBy } from '../ledger/usage-report.js';
import { migrate } from '../../storage/migrate.js';
import { MIGRATIONS } from '../../storage/migrations/index.js';
import type { Statement, Store } from '../../storage/store.js';

interface Recorded {
  /** The last step of its schema. */
  readonly schema: number;
  readonly sqlite: readonly Statement[];
  readonly postgres: readonly Statement[];
}

const RECORDED = join(__dirname, 'version-before.json');

/**
 * What a node of a version before still does while the next one rolls out. `version-before.json` has the statements of a
 * real one, as it sent them, of keys, teams, the audit, two calls under a budget, one of which was never closed, and
 * reports; whoever takes something out of the schema that they use takes a version more for it.
 * @param open an empty store, that nobody else uses.
 */
export function describeVersionBefore(name: string, open: () => Promise<Store>): void {
  describe(`a node of the version before, on ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
    });
    afterAll(() => store.close());

    it('keeps working on the schema of today, and what it writes is read', async () => {
      const before = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded;
      expect(before.schema).toBeLessThan(MIGRATIONS.length);
      for (const { sql, parameters, rows } of before[store.dialect])
        await store.write([
          { sql, parameters: parameters.map(inStore), ...(rows !== undefined && { rows }) },
        ]);
      const { calls } = await new LedgerReader(store).page({ team: 'red' }, 10, null);
      expect(calls.map(({ call, attempts }) => [call.outcome, call.cost, attempts.length])).toEqual([
        ['unknown', 3_000_000_000_000n, 0],
        ['ok', 2_000_000_000_001n, 1],
      ]);
      expect(await usageBy(store, ['team'], {})).toMatchObject([{ team: 'red', requests: 2 }]);
      const spend = await store.db.selectFrom('spend').select(['spent', 'reserved']).execute();
      expect(spend).toEqual([{ spent: 5_000_000_000_001n, reserved: 0n }]);
      expect(await new AuditLog(store).check()).toMatchObject({ entries: 4, brokenAt: null });
      expect(await new ScopesRepository().all(store.db)).toMatchObject([{ kind: 'team', name: 'red' }]);
      expect(await new KeysRepository().hasAny(store.db)).toBe(true);
    });
  });
}

/** JSON has no wide integers. */
function inStore(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'bigint' in value
    ? BigInt(String(value.bigint))
    : value;
}
