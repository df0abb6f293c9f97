import { neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { PROMPT } from '../support/lane.js';
import { ANTHROPIC_WIRE, GEMINI_WIRE, type NativeWire } from '../support/native-wires.js';
import { frames } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { leave } from './clients.cases.js';

/** C1 and C2 on a wire of a provider's own. One after the other: a provider that ships has one lane. */
async function leavers(stage: Stage, wire: NativeWire): Promise<Check[]> {
  const lane = stage.laneOf(wire.id);
  const early = await leave(stage, lane.will(neverAnswer()), PROMPT, () => true);
  lane.will(frames([wire.opening('Hel')], { ending: 'hang' }));
  const late = await leave(stage, lane, { ...PROMPT, stream: true }, (text) => text.includes('Hel'));
  return [
    sees('early, late: upstream', 'true, true', `${early.isAborted}, ${late.isAborted}`),
    isAtMost('early: upstream is aborted in', 1_000, early.abortMs, 'ms'),
    isAtMost('late: upstream is aborted in', 1_000, late.abortMs, 'ms'),
    sees('early: logged', 'cancelled, client.gone, 1 attempt, 0 characters, complete false', early.logged),
    sees('late: logged', 'cancelled, client.gone, 1 attempt, 3 characters, complete false', late.logged),
    sees('early: tokens', 'null+null', early.tokens),
    sees('late: tokens', wire.openingTokens, late.tokens),
  ];
}

export const NATIVE_CLIENT_CASES: readonly FaultCase[] = [
  {
    id: 'C2g',
    input: 'leaves Gemini, early and late',
    runs: 'beside',
    check: ({ stage }) => leavers(stage, GEMINI_WIRE),
  },
  {
    id: 'C2a',
    input: 'leaves Anthropic, early and late',
    runs: 'beside',
    check: ({ stage }) => leavers(stage, ANTHROPIC_WIRE),
  },
];
