// Loaded by a gateway under attack: on SIGUSR2 it collects garbage, and tells what it holds, and for how long its event
// loop was held since it was asked last. That is told in CPU time, which does not grow where the machine is shared.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const LOOK_EVERY_MS = 10;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

let stretchesMs = [];
let longest = { ms: 0, endedAtMs: 0 };
let spentMs = cpuMs();
setInterval(() => {
  const nowMs = cpuMs();
  const ms = nowMs - spentMs;
  stretchesMs.push(ms);
  if (ms > longest.ms) longest = { ms, endedAtMs: Date.now() };
  spentMs = nowMs;
}, LOOK_EVERY_MS).unref();

process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  stretchesMs.sort((one, other) => one - other);
  const state = {
    held_bytes: heapUsed + external,
    stretch_p99_ms: stretchesMs[Math.floor(stretchesMs.length * 0.99)] ?? 0,
    stretch_max_ms: longest.ms,
    stretch_max_ended_at_ms: longest.endedAtMs,
  };
  process.stderr.write(`${JSON.stringify({ msg: 'state', ...state })}\n`);
  stretchesMs = [];
  longest = { ms: 0, endedAtMs: 0 };
  spentMs = cpuMs();
});

function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
