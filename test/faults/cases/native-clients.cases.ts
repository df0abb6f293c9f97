import { readFileSync } from 'node:fs';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import { neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { PROMPT } from '../support/lane.js';
import { ANTHROPIC_WIRE, GEMINI_WIRE, type NativeWire } from '../support/native-wires.js';
import { frames } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { leave, settled, startReader, untilQuiet } from './clients.cases.js';

const MIB = 1024 * 1024;
const READERS = 5;
const WORDS = 'All words that a model says are read by a caller or by none. '.repeat(64);
const TIMES = 6_000;

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
    sees('early: tokens, of the prompt alone', `${Math.ceil(PROMPT.prompt.length / 4)}+0`, early.tokens),
    sees('late: tokens', wire.openingTokens, late.tokens),
  ];
}

/** 24 MB as fast as they are taken; `wrote` is told of each piece, and at last of the end. */
function longAnswer(wire: NativeWire, wrote: (isLast: boolean) => void): Script {
  const pieces = wire.words(WORDS).repeat(4);
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'text/event-stream' });
    await exchange.write(wire.opening(WORDS));
    for (let times = 0; times < TIMES; times += 4) {
      await exchange.write(pieces);
      wrote(times + 4 >= TIMES);
    }
    exchange.end(wire.end);
  };
}

/**
 * C4 on a wire of a provider's own: of what the gateway took from the upstream, its log tells the characters. The
 * system takes some of it on, for a caller who reads nothing; the rest stays in the gateway.
 */
async function slowReaders(stage: Stage, wire: NativeWire): Promise<Check[]> {
  let writes = 0;
  let sentWhole = 0;
  const lane = stage.laneOf(wire.id).will(
    longAnswer(wire, (isLast) => {
      writes += 1;
      if (isLast) sentWhole += 1;
    }),
  );
  const readers = await Promise.all(Array.from({ length: READERS }, () => startReader(stage, lane)));
  await untilQuiet(() => writes);
  const sentUnread = sentWhole;
  const [lasting, ...leaving] = readers;
  for (const { socket } of leaving) socket.destroy();
  lasting?.socket.resume();
  const lines = await Promise.all(leaving.map(({ requestId }) => stage.gateway.lineOf(requestId)));
  const taken = lines.map(({ characters }) => Number(characters) / MIB);
  const end = await settled(stage, lasting?.requestId ?? '');
  lasting?.socket.destroy();
  return [
    sees(`${wire.id}: sent to the end, unread`, 0, sentUnread),
    isAtMost(`${wire.id}: taken for each`, sendBufferMib() + 2, Math.max(...taken), 'MiB'),
    sees(`${wire.id}: one who reads on`, 'complete true, finished', end),
  ];
}

/** The most that the system takes on for a connection whose peer does not read. */
function sendBufferMib(): number {
  const [, , most] = readFileSync('/proc/sys/net/ipv4/tcp_wmem', 'utf8').trim().split(/\s+/).map(Number);
  return (most ?? 0) / MIB;
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
  {
    id: 'C4n',
    isLong: true,
    input: 'Gemini, Anthropic: 5 stop reading',
    runs: 'busy',
    check: async ({ open }) => {
      const stage = await open({ shipped: [GEMINI_WIRE.id, ANTHROPIC_WIRE.id] });
      const wires = [GEMINI_WIRE, ANTHROPIC_WIRE];
      return (await Promise.all(wires.map((wire) => slowReaders(stage, wire)))).flat();
    },
  },
];
