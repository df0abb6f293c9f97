import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { rawRequest, sendRaw } from '../../support/raw-http.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import type { GatewayProcess } from '../support/gateway-process.js';
import { addressOf, openSocket } from '../support/raw.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;
const KEY = 'gateway-key-0123456789';
const STALL_MS = 1_500;
/** So many that what a process takes for garbage, some 75 MiB at times, is little for each. */
const SOCKETS = 72;
/** As much as a connection sends ahead without an answer. */
const AHEAD_BYTES = 61_000;

export const get = (path: string, ...headers: readonly string[]) =>
  rawRequest([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers]);

interface Unread {
  readonly about: string;
  /** Asked again and again on one connection. */
  readonly request: string;
  /** Of memory, for each connection. */
  readonly maxMib: number;
  /** More than the system takes on for a reader who reads nothing, so that the gateway has to end it. */
  readonly isEnded: boolean;
}

/** As it was built beside the gateway. */
function largestOfConsole(): string {
  const folder = join(__dirname, '..', '..', '..', 'console', 'dist', 'assets');
  const sized = readdirSync(folder).map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
  return `/console/assets/${sized.toSorted((one, other) => other.bytes - one.bytes)[0]!.name}`;
}

const UNREAD: readonly Unread[] = [
  { about: 'public pages', request: get('/docs-json'), maxMib: 4, isEnded: true },
  { about: 'files of the console', request: get(largestOfConsole()), maxMib: 2, isEnded: true },
  { about: 'pages that are not there', request: get('/nowhere'), maxMib: 1, isEnded: false },
  { about: 'refusals', request: get('/agents/llm-providers/lane-1/models'), maxMib: 1, isEnded: false },
];

/** Connections that send requests ahead and read no answer: what each holds, and that they are ended. */
async function unreadAnswers({ open }: FaultTools): Promise<Check[]> {
  const { gateway } = await open({
    env: { CLIENT_STALL_TIMEOUT_MS: String(STALL_MS), GATEWAY_API_KEYS: KEY },
  });
  const checks: Check[] = [];
  for (const { about, request, maxMib, isEnded } of UNREAD) {
    await sendRaw(addressOf(gateway), request.replace('Host', 'Connection: close\r\nHost'));
    const [files, before] = [gateway.openFiles, gateway.memory()];
    gateway.forgetPeak();
    const ahead = request.repeat(Math.ceil(AHEAD_BYTES / request.length));
    const sockets = Array.from({ length: SOCKETS }, () => openSocket(gateway).pause());
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write(ahead);
    await pause(STALL_MS);
    const areEnded = () => gateway.openFiles <= files;
    if (isEnded) await until(`${about}: the connections are ended`, areEnded, 20_000);
    const each = (gateway.memory('peak') - before) / SOCKETS / MIB;
    for (const socket of sockets) socket.destroy();
    await until('all are gone', areEnded, 20_000);
    checks.push(isAtMost(`${about}: memory of each`, maxMib, each, 'MiB'));
  }
  return checks;
}

/** Requests that may wait for the answers before them: by default, and where small answers are to fill the buffers. */
const MAX_AHEAD = 16;
const MANY_AHEAD = 200;
const READERS_OF_NOTHING = 2;

/** Asks on and on, a few requests ahead, and reads nothing, until `isOver`: small answers fill any system's buffers. */
async function askOnAndOn(gateway: GatewayProcess, path: string, id: string, isOver: () => boolean) {
  const socket = openSocket(gateway).pause();
  for (let batch = 0; !isOver() && !socket.closed; batch += 1) {
    const requestId = `${id}-${batch}`;
    socket.write(get(path, `x-request-id: ${requestId}`).repeat(MANY_AHEAD));
    const isAnswered = () => gateway.linesOf(requestId).length === MANY_AHEAD;
    await until(`${path} is answered or ended`, () => isAnswered() || socket.closed || isOver(), 60_000);
  }
  socket.destroy();
}

/** Refusals that are not read: however small they are, the connection ends once the system takes no more of them. */
async function unreadRefusals({ open }: FaultTools): Promise<Check[]> {
  const { gateway } = await open({
    env: {
      CLIENT_STALL_TIMEOUT_MS: String(STALL_MS),
      GATEWAY_API_KEYS: KEY,
      MAX_WAITING_REQUESTS_PER_CONNECTION: String(MANY_AHEAD),
    },
  });
  const checks: Check[] = [];
  for (const [status, path] of [
    [404, '/nowhere'],
    [401, '/agents/llm-providers/lane-1/models'],
  ] as const) {
    const files = gateway.openFiles;
    let begun = 0;
    const areEnded = () => begun === READERS_OF_NOTHING && gateway.openFiles <= files;
    await Promise.all(
      Array.from({ length: READERS_OF_NOTHING }, async (_, reader) => {
        const asking = askOnAndOn(gateway, path, `unread-${status}-${reader}`, areEnded);
        await gateway.lineOf(`unread-${status}-${reader}-0`);
        begun += 1;
        await asking;
      }),
    );
    const [line] = gateway.linesOf(`unread-${status}-0-0`);
    checks.push(
      sees(path, status, line?.['status']),
      sees(`${path}: connections left`, files, gateway.openFiles),
    );
  }
  return checks;
}

const LIST_READERS = 150;
const LISTED = Array.from({ length: 5_000 }, (_, index) => ({ id: `model-${index}`, object: 'model' }));

/** Lists of models that are asked for again and again, and not read. */
async function unreadLists({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ env: { CLIENT_STALL_TIMEOUT_MS: String(STALL_MS) }, heapMib: 256 });
  const { gateway } = stage;
  const [lane, beside] = [stage.lane(), stage.lane()];
  await beside.ask();
  lane.will(answerJson(200, { object: 'list', data: LISTED }));
  const request = get(`/agents/llm-providers/${lane.id}/models`);
  await sendRaw(addressOf(gateway), request.replace('Host', 'Connection: close\r\nHost'));
  const [files, before] = [gateway.openFiles, gateway.memory()];
  gateway.forgetPeak();
  const sockets = Array.from({ length: LIST_READERS }, () => openSocket(gateway).pause());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write(request.repeat(MAX_AHEAD));
  const { summary } = await beside.ask();
  await until('the connections are ended', () => gateway.openFiles <= files, 30_000);
  const grownMib = (gateway.memory('peak') - before) / MIB;
  for (const socket of sockets) socket.destroy();
  return [
    sees('a call meanwhile', '200 success, 1 up', summary),
    sees('asked of the provider', 1, lane.upstreamCalls()),
    isAtMost('memory grows by', 160, grownMib, 'MiB'),
  ];
}

export const UNREAD_CASES: readonly FaultCase[] = [
  { id: 'X1', isLong: true, input: 'requests ahead, answers unread', runs: 'busy', check: unreadAnswers },
  { id: 'X1b', isLong: true, input: 'refusals on and on, unread', runs: 'busy', check: unreadRefusals },
  { id: 'X12', isLong: true, input: 'lists of 5,000 models, unread', runs: 'busy', check: unreadLists },
];
