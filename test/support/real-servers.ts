import { postgresPrograms } from './postgres-server.js';
import { redisProgram } from './redis-server.js';

const HINT = 'Install it (`apt-get install postgresql redis-server`)';

/** Runs its tests where the real server is installed. Elsewhere they are skipped, or fail where they are asked for. */
export function describeWithPostgres(name: string, tests: (programs: string) => void): void {
  describeWith('PostgreSQL', postgresPrograms(), name, tests);
}

/** The same with Redis, or Valkey. */
export function describeWithRedis(name: string, tests: (program: string) => void): void {
  describeWith('Redis', redisProgram(), name, tests);
}

function describeWith(
  server: string,
  programs: string | null,
  name: string,
  tests: (programs: string) => void,
): void {
  if (programs !== null) {
    describe(name, () => tests(programs));
  } else if (process.env['TOLLGATE_REQUIRE_SERVERS'] === '1') {
    it(`${name}: needs ${server}`, () => {
      throw new Error(`${server} is not there. ${HINT}.`);
    });
  } else {
    it.skip(`${name}: ${server} is not there. ${HINT} to have these tests run.`, () => undefined);
  }
}
