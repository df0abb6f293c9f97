// `node scripts/smoke.mjs PORT`: waits until a gateway is ready on that port of this machine, then asks it once.
import { setTimeout as pause } from 'node:timers/promises';
import { giveUp } from './lib/project.mjs';

const READY_WITHIN_MS = 60_000;
const base = `http://127.0.0.1:${process.argv[2]}`;

if (!(await isReady())) giveUp(`No gateway became ready at ${base} within ${READY_WITHIN_MS / 1000} s.`);

const response = await fetch(`${base}/agents/llm-providers/sandbox`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ prompt: 'Hello' }),
  signal: AbortSignal.timeout(10_000),
});
const answer = await response.text();
const isAsExpected =
  response.status === 200 &&
  ['"status":"success"', '"provider":"sandbox"'].every((part) => answer.includes(part));
if (!isAsExpected) giveUp(`The sandbox answered ${response.status}: ${answer}`);
console.log(`The sandbox answered: ${answer}`);

async function isReady() {
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await pause(100)) {
    if (await answersOk(`${base}/health/ready`)) return true;
  }
  return false;
}

async function answersOk(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status === 200;
  } catch {
    return false; // the gateway does not listen yet
  }
}
