import { setTimeout as pause } from 'node:timers/promises';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import type { AgentEnvelope } from '../../support/agent-client.js';
import { eventsIn, type HttpAnswer } from '../support/http-call.js';
import type { Lane } from '../support/lane.js';
import { failing, goodEitherWay } from '../support/openai-wire.js';
import { ask, CALLER_KEY } from './attacks/attack.js';
import { FAILS } from './attacks/upstream.attacks.js';

const CALL_EVERY_MS = 100;
const GOOD = 'answered';

/** The upstream of callers who behave: says what it was asked, and fails what attackers ask of it. */
export const repeating: Script = (exchange) => {
  const [message] = (exchange.request.body?.['messages'] ?? []) as { content: string }[];
  const prompt = message?.content ?? '';
  return (prompt.startsWith(FAILS) ? failing(500) : goodEitherWay(`You said: ${prompt}`))(exchange);
};

export interface CallersOutcome {
  readonly calls: number;
  readonly answered: number;
  /** What else came, each kind once. */
  readonly others: readonly string[];
}

/** Plain and streamed calls in turn, each with words of its own, for as long as it goes on. */
export async function behave(lanes: readonly Lane[], goesOn: () => boolean): Promise<CallersOutcome> {
  const told = (await Promise.all(lanes.map((lane) => behaveOn(lane, goesOn)))).flat();
  const others = told.filter((each) => each !== GOOD);
  return { calls: told.length, answered: told.length - others.length, others: [...new Set(others)] };
}

async function behaveOn(lane: Lane, goesOn: () => boolean): Promise<string[]> {
  const told: string[] = [];
  for (let call = 0; goesOn(); call += 1) {
    const prompt = `${lane.id}, ${call}`;
    const answer = await ask(lane, { prompt, model: 'm-1', stream: call % 2 === 1 }, CALLER_KEY);
    told.push(answer.isWhole && saidIn(answer) === `You said: ${prompt}` ? GOOD : otherwise(answer));
    await pause(CALL_EVERY_MS);
  }
  return told;
}

function saidIn({ text, headers }: HttpAnswer): string {
  if (!String(headers['content-type']).startsWith('text/event-stream')) return envelopeIn(text).message ?? '';
  const events = eventsIn(text);
  const isDone = events.at(-1)?.event === 'done';
  return isDone ? events.map(({ event, data }) => (event === 'delta' ? (data.text ?? '') : '')).join('') : '';
}

function otherwise({ status, text, isWhole }: HttpAnswer): string {
  const code = /"code": ?"([a-z._]+)"/.exec(text)?.[1] ?? 'no code';
  // What is overloaded, event loop or memory, is told in words alone.
  const words = /"message": ?"([^"]{0,80})/.exec(text)?.[1] ?? '';
  return `${status} ${code} (${words})${isWhole ? '' : ', not whole'}`;
}

function envelopeIn(text: string): Partial<AgentEnvelope> {
  try {
    return JSON.parse(text) as Partial<AgentEnvelope>;
  } catch {
    return {};
  }
}
