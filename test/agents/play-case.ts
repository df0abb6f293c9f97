import { isAtMost, isToldOf, sees, type Check } from '../faults/support/fault-case.js';
import type { CaseResult } from '../faults/support/table.js';
import { GATEWAY_KEY, type AgentStage } from './agent-stage.js';
import type { AgentCase } from './cases.js';
import { setUpOf, type AgentSetUp } from './guide.js';
import type { Installed } from './install.js';
import { Outside } from './outside.js';
import { runAgent, type AgentRun } from './run-agent.js';
import { FINAL_TEXT, turnOf } from './upstream/scripted-model.js';

const LOOP = 'wants-command, has-result';

/** What came of a case. */
interface Played {
  readonly run: AgentRun;
  readonly upstream: AgentStage['upstream'];
  /** Of the gateway, in the order of the alphabet. */
  readonly answers: readonly string[];
}

export interface AgentTools {
  readonly stage: AgentStage;
  readonly installed: Installed;
}

/** Sets an agent up as the guide says, and takes it through its loop. What breaks is a check that does not hold. */
export async function playCase(one: AgentCase, { stage, installed }: AgentTools): Promise<CaseResult> {
  const faultCase = { id: one.id, input: one.model };
  const outside = await Outside.open();
  let startedMs = performance.now();
  try {
    const bin = await installed.commandsOf(one.agent);
    stage.clear(one.afterCut !== undefined);
    startedMs = performance.now();
    const run = await runAgent(setUpFor(one, stage), { below: installed.folder, bin, env: outside.env });
    const seconds = (performance.now() - startedMs) / 1000;
    const played = { run, upstream: stage.upstream, answers: await stage.answers() };
    const { asksBesides } = one.agent;
    const others = [...outside.hosts].filter((host) => !asksBesides?.test(host));
    return {
      faultCase,
      checks: [...checksFor(one)(one, played), sees('asked others', '', others.join(', '))],
      seconds,
    };
  } catch (error) {
    const broken = sees('', 'it can be carried out', error instanceof Error ? error.message : String(error));
    return { faultCase, checks: [broken], seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    outside.close();
  }
}

function setUpFor({ agent, model, edit = (text) => text }: AgentCase, { gateway }: AgentStage): AgentSetUp {
  const { modelInGuide } = agent;
  const { files, commands } = setUpOf(agent.id, { url: gateway.url, key: GATEWAY_KEY, modelInGuide, model });
  const edited = Object.entries(files).map(([path, text]) => [path, edit(text)] as const);
  return { files: Object.fromEntries(edited), commands: edit(commands) };
}

function checksFor({ isRefused, afterCut }: AgentCase) {
  if (isRefused) return refusalChecks;
  return afterCut === 'says-so' ? brokenOffChecks : loopChecks;
}

/** Half an answer is not taken for a whole one. */
function brokenOffChecks(_one: AgentCase, { run: { ended, output }, answers }: Played): Check[] {
  return [
    sees('exit code', 'an error', isError(ended) ? 'an error' : ended),
    sees('says that it failed', true, /error/i.test(output) || output.slice(-2_000)),
    sees('answers of the gateway', 'POST 200', answers.join(', ')),
  ];
}

function isError(ended: AgentRun['ended']): boolean {
  return typeof ended === 'number' && ended > 0;
}

/** The words are the agent's own, or the gateway's; the model's name is in both. One try more is none too many. */
function refusalChecks({ model }: AgentCase, { run: { ended, output }, answers }: Played): Check[] {
  return [
    sees('exit code', 'an error', isError(ended) ? 'an error' : ended),
    sees('names the model', true, output.includes(model) || output.slice(-2_000)),
    sees('answers of the gateway', 'POST 404', [...new Set(answers)].join(', ')),
    isAtMost('requests', 2, answers.length, 'in all'),
  ];
}

function loopChecks(one: AgentCase, { run: { ended, output }, upstream, answers }: Played): Check[] {
  const { agent, wire, answersBesides = [], looksAt, afterCut } = one;
  const calls = upstream.requests.filter(({ method }) => method === 'POST'); // others are for lists of models
  const turns = calls.map(turnOf);
  const ofLoop = turns.filter((turn) => turn !== 'aside');
  const paths = new Set(calls.map(({ path }) => path.split('?')[0] ?? ''));
  const elsewhere = [...paths].filter((path) => !wire.test(path));
  const expectedAnswers = [...answersBesides, ...turns.map(() => 'POST 200')];
  return [
    sees('exit code', 0, ended === 0 ? 0 : `${ended}, having said ${output.slice(-2_000)}`),
    sees('prints the answer', true, output.includes(FINAL_TEXT) || output.slice(-2_000)),
    sees('turns', afterCut ? `wants-command, ${LOOP}` : LOOP, ofLoop.join(', ')),
    sees('asked at the provider', '', elsewhere.join(', ')),
    sees('answers of the gateway', expectedAnswers.join(', '), answers.join(', ')),
    sees('requests besides the loop', agent.asides, turns.length - ofLoop.length),
    isToldOf('requests', answers.length, 'in all'),
    ...(looksAt?.(output) ?? []),
  ];
}
