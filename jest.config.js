/** One project a kind of test; `jest --selectProjects unit` runs one kind. A spec belongs to exactly one. */
const kind = (name, testMatch) => ({
  displayName: name,
  testMatch,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'json'],
  moduleNameMapper: {
    '^tollgate$': '<rootDir>/src/index.ts',
    '^fast-check$': '<rootDir>/scripts/lib/fast-check-with-seed.cjs',
    '^(\\.{1,2}/.*)\\.js$': '$1', // sources import `./x.js` and mean `./x.ts`
  },
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/{main,serve,cli}.ts'],
});

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    kind('unit', ['<rootDir>/{src,test}/**/*.spec.ts']),
    kind('e2e', ['<rootDir>/{src,test}/**/*.e2e-spec.ts']),
    kind('browser', ['<rootDir>/{src,test}/**/*.browser-spec.ts']),
  ],
  testTimeout: 120_000, // it ends what hangs; half a minute is reached where other work has the processors
  maxWorkers: '100%', // on two cores Jest would use one
  workerIdleMemoryLimit: '512MB', // Nest 12 leaks some heap for each suite that loads it
  coverageDirectory: '<rootDir>/coverage',
};
