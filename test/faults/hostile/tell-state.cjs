// Loaded by a gateway under attack: on SIGUSR2 it collects garbage, and tells what it holds, and for how long its event
// loop was held since it was asked last. That is told in CPU time, which does not grow where the machine is shared.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const LOOK_EVERY_MS = 10;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

let stretchesMs = [];
let spentMs = cpuMs();
setInterval(() => {
  const nowMs = cpuMs();
  stretchesMs.push(nowMs - spentMs);
  spentMs = nowMs;
}, LOOK_EVERY_MS).unref();

process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  stretchesMs.sort((one, other) => one - other);
  const state = {
    held_bytes: heapUsed + external,
    stretch_p99_ms: stretchesMs[Math.floor(stretchesMs.length * 0.99)] ?? 0,
    stretch_max_ms: stretchesMs.at(-1) ?? 0,
  };
  process.stderr.write(`${JSON.stringify({ msg: 'state', ...state })}\n`);
  stretchesMs = [];
  spentMs = cpuMs();
});

function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
