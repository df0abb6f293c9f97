import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { callOf } from '../../completions/testing/call-stage.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { spenderOf } from '../gate/request-facts.js';
import { callAtGate } from '../testing/call-at-gate.js';
import { Ledger } from './ledger.js';

const asked = callAtGate(callOf([new FakeLlmProvider(ACME, ACME_SETTINGS)]));

/** What a writer was asked for by a call that was not let in, where no call can begin. */
async function refusedWhereFull(isSoon: boolean) {
  const told: string[] = [];
  const writer = {
    isSoon,
    open: () => (told.push('begins'), Promise.reject(new Error('The disk is full.'))),
    close: () => (told.push('ends'), null),
    drop: () => null,
  };
  const onLost = () => void told.push('lost');
  const ledger = new Ledger({
    writer,
    clock: new ManualClock(),
    node: 'n',
    late: null,
    underWay: null,
    onLost,
    onLostCall: onLost,
    onDelayed: onLost,
  });
  ledger.refused(asked, spenderOf(asked), new GatewayError('limit.exceeded', 'Too many.'));
  await nextTurn();
  return told;
}

describe('a call whose end is known as it begins', () => {
  it('has no end where its beginning could not be written by itself', async () => {
    expect(await refusedWhereFull(true)).toEqual(['begins', 'lost']);
  });

  it('is written in one transaction where there are such', async () => {
    expect(await refusedWhereFull(false)).toEqual(['begins', 'ends', 'lost']);
  });
});
