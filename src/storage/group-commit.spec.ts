import { GroupCommit } from './group-commit.js';
import { StoreAwayError, type Statement } from './store.js';

const statement = (sql: string): Statement => ({ sql, parameters: [] });

describe('GroupCommit', () => {
  it('puts what comes while a transaction runs into the next one', async () => {
    const runs: string[][] = [];
    let release: () => void = () => undefined;
    const commit = new GroupCommit(async (statements) => {
      runs.push(statements.map(({ sql }) => sql));
      await new Promise<void>((resolve) => (release = resolve));
      return statements.map(({ sql }) => ({ rows: [{ sql }], changes: 1 }));
    });
    const first = commit.write([statement('a')]);
    const others = [commit.write([statement('b'), statement('c')]), commit.write([statement('d')])];
    release();
    await first;
    await Promise.resolve();
    release();
    expect(await Promise.all(others)).toEqual([
      [
        { rows: [{ sql: 'b' }], changes: 1 },
        { rows: [{ sql: 'c' }], changes: 1 },
      ],
      [{ rows: [{ sql: 'd' }], changes: 1 }],
    ]);
    expect(runs).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it.each<[string, Error, readonly string[], string]>([
    ['alone where one is refused', new Error('b'), ['a', 'b', 'c', 'b', 'c'], 'fulfilled'],
    ['not again where they may be written', new StoreAwayError('It is away.'), ['a', 'b', 'c'], 'rejected'],
  ])('writes those of a transaction that failed %s', async (_, error, tried, other) => {
    const runs: string[] = [];
    const commit = new GroupCommit(async (statements) => {
      runs.push(...statements.map(({ sql }) => sql));
      if (statements.some(({ sql }) => sql === 'b')) throw error;
      return statements.map(() => ({ rows: [], changes: 1 }));
    });
    const first = commit.write([statement('a')]);
    const together = ['b', 'c'].map((sql) => commit.write([statement(sql)]));
    const ends = (await Promise.allSettled([first, ...together])).map(({ status }) => status);
    expect([runs, ends]).toEqual([tried, ['fulfilled', 'rejected', other]]);
  });

  it('bounds a transaction, and keeps the order', async () => {
    const sizes: number[] = [];
    const commit = new GroupCommit((statements) => {
      sizes.push(statements.length);
      return Promise.resolve(statements.map(() => ({ rows: [], changes: 0 })));
    });
    await Promise.all(Array.from({ length: 5 }, () => commit.write(Array(300).fill(statement('x')))));
    expect(sizes).toEqual([300, 300, 300, 300, 300]);
  });
});
