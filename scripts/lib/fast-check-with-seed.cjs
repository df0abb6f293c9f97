// Properties try the same values in every run, so that a test fails for the code and not by chance.
// PROPERTY_SEED=<number> has them try others, and PROPERTY_SEED=random others in each run.
const fastCheck = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

const { PROPERTY_SEED = '20261129' } = process.env;
if (PROPERTY_SEED !== 'random') fastCheck.configureGlobal({ seed: Number(PROPERTY_SEED) });

module.exports = fastCheck;
