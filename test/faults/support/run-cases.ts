import { holds, sees, type FaultCase, type FaultTools } from './fault-case.js';
import { SharedStages } from './shared-stages.js';
import { Stage, type StageOptions } from './stage.js';
import type { CaseResult } from './table.js';
import { eachOf } from './until.js';

/** Time-outs of the shared gateway: short enough to wait for, long enough for a busy machine. */
const SHORT_TIMES = {
  UPSTREAM_CONNECT_TIMEOUT_MS: '1000',
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '1500',
  UPSTREAM_IDLE_TIMEOUT_MS: '1000',
  UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '2500',
  CLIENT_STALL_TIMEOUT_MS: '1000',
};
/** Enough for every case that shares it, and for a second try of some. */
const MAIN = {
  env: SHORT_TIMES,
  lanes: 200,
  routes: 24,
  shipped: ['gemini', 'anthropic'],
};
/** What the others that cases share have to hand out. */
const OF_SHARED = { lanes: 40, named: { 'narrow-lane': ['max_calls: 5'] } };
const BESIDE_EACH_OTHER = 6;
/** What keeps a core at work: more of it side by side would be no sooner at its end. */
const BUSY_SIDE_BY_SIDE = 2;
const CASE_WITHIN_MS = 100_000;

/** Results in the order of the cases, whatever runs when. */
export async function runCases(cases: readonly FaultCase[]): Promise<CaseResult[]> {
  const stage = await Stage.open({ ...MAIN, keepsCompiled: true });
  const shared = new SharedStages(OF_SHARED);
  const share = (options?: StageOptions) => shared.open(options);
  const results = new Map<FaultCase, CaseResult>();
  // Of work that a case began and did not wait for, since it failed before.
  const leftOver: string[] = [];
  process.on('unhandledRejection', (reason) => leftOver.push(String(reason)));
  const outcome = (faultCase: FaultCase) => runCase(faultCase, { stage, share });
  const run = async (faultCase: FaultCase) => void results.set(faultCase, await outcome(faultCase));
  try {
    const kind = (runs: FaultCase['runs']) => cases.filter((faultCase) => faultCase.runs === runs);
    const waiting = Promise.all(kind('waiting').map(run));
    const busy = eachOf(kind('busy'), BUSY_SIDE_BY_SIDE, run);
    await Promise.all([busy, eachOf(kind('beside'), BESIDE_EACH_OTHER, run)]);
    await eachOf(kind('alone'), 1, run);
    await waiting;
    await eachOf(
      cases.filter((faultCase) => !results.get(faultCase)!.checks.every(holds)),
      1,
      async (faultCase) => {
        results.set(faultCase, again(results.get(faultCase)!, await outcome(faultCase)));
      },
    );
    const health = await fetch(`${stage.gateway.url}/health/ready`);
    const rules = [
      sees('the shared gateway', 'ready', health.ok ? 'ready' : `status ${health.status}`),
      sees('work that a case left', '', leftOver.join(' ').slice(0, 500)),
      sees('its output besides log lines', '', stage.gateway.strayOutput.join(' ').slice(0, 500)),
    ];
    const atTheEnd = { faultCase: { id: 'END', input: 'after all of it' }, checks: rules, seconds: 0 };
    return [...cases.map((faultCase) => results.get(faultCase)!), atTheEnd];
  } finally {
    await shared.close();
    await stage.close();
  }
}

/** What fails beside others gets a second try when all is quiet; that it needed one is said. */
function again(first: CaseResult, second: CaseResult): CaseResult {
  const failed = first.checks.filter((check) => !holds(check));
  const told = failed
    .map(({ about, expected, seen }) => `${about}: ${seen} in place of ${expected}`)
    .join('; ');
  return { ...second, checks: [...second.checks, sees('at the first try', told, told)] };
}

async function runCase(faultCase: FaultCase, tools: Omit<FaultTools, 'open'>): Promise<CaseResult> {
  const startedMs = performance.now();
  const opened: Stage[] = [];
  const open = async (options?: StageOptions) => {
    const own = await Stage.open(options);
    opened.push(own);
    return own;
  };
  const checks = await outcomeOf(faultCase, { ...tools, open });
  for (const own of opened) await own.close();
  const seconds = (performance.now() - startedMs) / 1000;
  process.stderr.write(`${faultCase.id.padEnd(5)} ${seconds.toFixed(1).padStart(5)} s\n`);
  return { faultCase, checks, seconds };
}

async function outcomeOf(faultCase: FaultCase, tools: FaultTools): Promise<CaseResult['checks']> {
  let cancel = () => undefined as void;
  const tooLong = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('it takes too long')), CASE_WITHIN_MS);
    cancel = () => clearTimeout(timer);
  });
  try {
    return await Promise.race([faultCase.check(tools), tooLong]);
  } catch (error) {
    return [sees('', 'it can be carried out', error instanceof Error ? error.message : String(error))];
  } finally {
    cancel();
  }
}
