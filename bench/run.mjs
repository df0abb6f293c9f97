// What a call costs the gateway, beside the least that any gateway can cost (bench/lib/floor.mjs), in one run:
//   npm run bench -- [--rounds 25] [--only v1-json,v1-stream] [--quick] [--governed] [--traced] [--peer NAME=URL,PID,BODY]
// With --governed a second gateway takes part, whose caller has a virtual key with a budget and limits, and which
// keeps a ledger; with --traced one more, which exports spans to a collector.
// The targets, one of which works at a time, have a core of their own; the load and the provider have the others. They
// share the machine all the same, so that only ratios of one run mean something. A peer is another gateway, running
// already: BODY is the file with the body of its request to /v1/chat/completions.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { measureByConnections } from './lib/by-connections.mjs';
import { separate, yieldHelpers } from './lib/cores.mjs';
import { median, rounded, spread } from './lib/figures.mjs';
import { measureFirstTokens } from './lib/first-tokens.mjs';
import { openHeld } from './lib/held.mjs';
import { Load } from './lib/load.mjs';
import {
  cpuMs,
  readCount,
  residentBytes,
  startGateway,
  startGoverned,
  startProgram,
  startTraced,
  startUpstream,
} from './lib/processes.mjs';
import { FIRST_TOKEN, WORKLOADS } from './lib/workloads.mjs';
import { setTimeout as sleep } from 'node:timers/promises';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    only: { type: 'string', default: Object.keys(WORKLOADS).join() },
    quick: { type: 'boolean', default: false },
    governed: { type: 'boolean', default: false },
    traced: { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: 'bench/results/latest.json' },
  },
});
const ROUNDS = options.quick ? 2 : Number(options.rounds);
const CONNECTIONS = 16;
const WARM_UP = options.quick ? 3 : 30; // rounds that are not counted: compilers learn for some 10,000 calls
const HELD_STREAMS = options.quick ? 200 : 1_000;
const FIRST_TOKENS = options.quick ? 40 : 500;
const IDLE_END_MS = 6_000; // a provider's connections end after five seconds without work
const REST_MS = 10_000; // eight seconds behind its last load V8 begins to collect the whole heap, twice

const upstream = await startUpstream();
const floor = await startProgram('floor', { UPSTREAM: upstream.url });
// A gateway is started again and again: what V8 compiled at the first start of a build is kept.
await (await startGateway(upstream.url)).stop();
const gateway = await startGateway(upstream.url);
const peers = options.peer.map(readPeer);
const governed = options.governed ? await startGoverned(upstream.url) : null;
const traced = options.traced ? await startTraced(upstream.url) : null;
try {
  await sleep(1_000);
  const idleBytes = residentBytes(gateway.pid);
  const held = await measureHeldStreams();
  const targets = [floor, gateway, governed, traced, ...peers].filter((target) => target !== null);
  const isSeparate = separate(pidsOf(targets), [process.pid, upstream.pid]);
  await learnIdleEnds();
  const result = {
    node: process.version,
    rounds: ROUNDS,
    isSeparate,
    readyMs: Math.round(gateway.readyMs),
    idleMb: mb(idleBytes),
    heldMb: held.mb,
    heldStreamKb: held.streamKb,
    workloads: {},
  };
  for (const name of options.only.split(',')) result.workloads[name] = await measureWorkload(WORKLOADS[name]);
  result.firstToken = await firstTokens();
  report(result);
} finally {
  const started = [gateway, floor, upstream, governed, traced].filter((target) => target !== null);
  await Promise.all(started.map((target) => target.stop()));
}

/**
 * Some calls of each kind, and the end of the idle connections that they leave. With the first of these in the life of a
 * process V8 gives up what it compiled for connections, by the floor and the gateway alike: it belongs to the warm-up.
 */
async function learnIdleEnds() {
  for (const name of Object.keys(WORKLOADS)) {
    for (const target of requestsOf(WORKLOADS[name])) {
      const load = new Load(target, CONNECTIONS);
      await load.run(target.request, CONNECTIONS);
      await load.close();
    }
  }
  await sleep(IDLE_END_MS);
}

/**
 * Rounds of the targets in turn, forth and back, so that what else the machine does meets all of them. A ratio is that of
 * two rounds beside each other, since the machine is slower at some times than at others; the median of all is told.
 * Reads are told, too: a stream costs by how many of them bring it, and with many its ratio is another one than with few.
 */
async function measureWorkload(workload) {
  const targets = requestsOf(workload);
  const measured = Object.fromEntries(targets.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      const load = new Load(target, CONNECTIONS);
      const before = cpuMs(target.pid);
      const readBefore = readCount(target.pid);
      const { tookMs } = await load.run(target.request, workload.count);
      const cpuUs = ((cpuMs(target.pid) - before) * 1000) / workload.count;
      const reads = (readCount(target.pid) - readBefore) / workload.count;
      await load.close();
      if (round >= 0)
        measured[target.name].push({ cpuUs, reads, perSecond: (workload.count * 1000) / tookMs });
    }
  }
  const provider = { name: 'provider', url: upstream.url, request: workload.floor };
  const byConnections = await measureByConnections(targets, provider, workload.count);
  const entries = Object.entries(measured).map(([name, rounds]) => {
    const cpu = rounds.map(({ cpuUs }) => cpuUs);
    const ratio = rounded(median(cpu.map((us, round) => us / measured.floor[round].cpuUs)), 2);
    const perSecond = Math.round(median(rounds.map((one) => one.perSecond)));
    const reads = rounded(median(rounds.map((one) => one.reads)), 1);
    return [
      name,
      {
        cpuUs: Math.round(median(cpu)),
        spread: rounded(spread(cpu), 2),
        ratio,
        perSecond,
        reads,
        byConnections: byConnections[name],
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** The targets, each with what it is asked. */
function requestsOf(workload) {
  return [
    { name: 'floor', ...floor, request: workload.floor },
    { name: 'gateway', ...gateway, request: workload.gateway },
    ...(governed
      ? [{ name: 'governed', ...governed, request: { ...workload.gateway, headers: governed.headers } }]
      : []),
    ...(traced ? [{ name: 'traced', ...traced, request: workload.gateway }] : []),
    ...peers.map((peer) => ({ ...peer, request: { path: '/v1/chat/completions', body: peer.body } })),
  ];
}

/**
 * Behind a rest, and with pauses: the gateway is at rest between them, too. The provider pauses behind its first token,
 * as models do: one that says all at once takes the core that the token is to go on by.
 */
async function firstTokens() {
  await sleep(REST_MS);
  yieldHelpers([process.pid, upstream.pid, floor.pid, gateway.pid]);
  const targets = [
    { name: 'floor', url: floor.url, request: FIRST_TOKEN.floor },
    { name: 'gateway', url: gateway.url, request: FIRST_TOKEN.gateway },
  ];
  return measureFirstTokens(targets, { url: upstream.url, request: FIRST_TOKEN.floor }, FIRST_TOKENS);
}

/** Of a gateway of their own: what earlier work has freed would hide them, and later work is dearer behind them. */
async function measureHeldStreams() {
  const holding = await startGateway(upstream.url);
  await sleep(1_000);
  const pool = new Pool(holding.url, { connections: HELD_STREAMS, bodyTimeout: 0 });
  const before = residentBytes(holding.pid);
  const controllers = [];
  await Promise.all(Array.from({ length: HELD_STREAMS }, () => openHeld(pool, controllers)));
  await sleep(2_000);
  const under = residentBytes(holding.pid);
  controllers.forEach((controller) => controller.abort(new Error('measured')));
  await pool.destroy();
  await holding.stop();
  return { mb: mb(under), streamKb: Math.round((under - before) / HELD_STREAMS / 1024) };
}

function pidsOf(targets) {
  return targets.map(({ pid }) => pid);
}

function readPeer(text) {
  const [, name, url, pid, file] = /^([^=]+)=([^,]+),(\d+),(.+)$/.exec(text) ?? [];
  if (!name) throw new Error(`--peer NAME=URL,PID,BODY, not ${text}`);
  return { name, url, pid: Number(pid), body: readFileSync(file, 'utf8') };
}

function mb(bytes) {
  return Math.round(bytes / 1024 / 1024);
}

function report(result) {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(result, null, 2)}\n`);
  if (!result.isSeparate) console.log('All processes share all cores: ratios are less certain.');
  for (const [name, targets] of Object.entries(result.workloads)) {
    for (const [target, { cpuUs, spread: share, ratio, perSecond, reads }] of Object.entries(targets)) {
      console.log(
        `${name.padEnd(14)}${target.padEnd(10)}${String(cpuUs).padStart(6)} us  ±${Math.round(share * 100)} %  ${ratio} x floor  ${perSecond}/s  ${reads} reads`,
      );
    }
    for (const [target, { byConnections }] of Object.entries(targets)) {
      const told = Object.entries(byConnections).map(
        ([connections, { perSecond, addedP50Ms, addedP99Ms }]) =>
          `${connections}: ${perSecond}/s +${addedP50Ms} / ${addedP99Ms} ms`,
      );
      console.log(`  ${target.padEnd(12)}by connections, p50 / p99 added  ${told.join('  ')}`);
    }
  }
  const { firstToken, heldMb, heldStreamKb, idleMb, readyMs } = result;
  for (const [target, { addedP50Ms, addedP99Ms, pairsP50Ms, pairsP99Ms }] of Object.entries(firstToken)) {
    console.log(
      `first token, ${target.padEnd(8)} added p50 ${addedP50Ms} ms, p99 ${addedP99Ms} ms; within pairs ${pairsP50Ms} and ${pairsP99Ms} ms`,
    );
  }
  console.log(
    `idle ${idleMb} MB, under ${HELD_STREAMS} streams ${heldMb} MB, ${heldStreamKb} KB each, ready after ${readyMs} ms`,
  );
}
