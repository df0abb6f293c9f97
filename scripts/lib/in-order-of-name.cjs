const Sequencer = require('@jest/test-sequencer').default;

/** For Jest's `testSequencer`: it would begin with the largest files, and the groups of specs tell by their numbers. */
module.exports = class InOrderOfName extends Sequencer {
  sort(tests) {
    return tests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  }
};
