import { manyValues } from '../../cases/attacked.cases.js';
import { PROMPT } from '../../support/lane.js';
import { failing, goodEitherWay } from '../../support/openai-wire.js';
import { ask, type Attack, type Ground } from './attack.js';

/** Callers' prompts that begin so are failed by the upstream of those who behave. */
export const FAILS = 'fail: ';
const AT_ONCE = 40;

const manyAsk = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: AT_ONCE }, work));

/** A stream that is left at some moment. */
async function leaves({ lane, random }: Ground): Promise<void> {
  lane.will(goodEitherWay());
  const caller = new AbortController();
  setTimeout(() => caller.abort(), random() * 50);
  await ask(lane, { ...PROMPT, stream: true }, undefined, { signal: caller.signal });
}

/** What makes an upstream, or its keys, look bad. */
export const UPSTREAM_ATTACKS: Readonly<Record<string, Attack>> = {
  '60 MB of empty lists': async ({ lane }) => {
    lane.will(manyValues);
    await ask(lane, PROMPT);
  },
  'a left stream': leaves,
  'keys that the provider rejects': async ({ lane }) => {
    lane.will(failing(401));
    await manyAsk(() => ask(lane, PROMPT));
  },
  'a model that fails': async ({ lane }) => {
    lane.will(failing(500));
    await manyAsk(() => ask(lane, PROMPT));
  },
  'calls that fail beside good ones': async ({ beside }) => {
    await manyAsk(() => ask(beside, { ...PROMPT, prompt: `${FAILS}500` }));
  },
  'keys of callers that are none': async ({ beside }) => {
    await manyAsk(() => ask(beside, PROMPT, 'no-key-at-all'));
  },
};
