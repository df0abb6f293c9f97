import { rawPrompt } from '../../../support/raw-http.js';
import { HUGE_PROMPT, quoting } from '../../cases/attacked.cases.js';
import { bombs, halves, type Packed } from '../../cases/packed.cases.js';
import { httpCall } from '../../support/http-call.js';
import { PROMPT } from '../../support/lane.js';
import { openSocket } from '../../support/raw.js';
import { ask, ATTACKER_KEY, authorization, type Attack } from './attack.js';

/** A body in pieces of a byte that never comes to its end. */
const bytewise: Attack = async ({ stage, lane, random }) => {
  const socket = openSocket(stage.gateway);
  socket.write(rawPrompt(['Transfer-Encoding: chunked', authorization(ATTACKER_KEY)], '', lane.id));
  const writes = random() * 400;
  for (let written = 0; written < writes && socket.writable; written += 1) {
    await new Promise<void>((resolve) => socket.write('1\r\nx\r\n'.repeat(10_000), () => resolve()));
  }
  socket.destroy();
};

const PACKED_AT_ONCE = 40;

const numbered = (count: number, name: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 1]));

/** Each character is six in JSON, and in what is said of the name. */
const LONG_NAMES = numbered(8, (index) => `${'\u0001'.repeat(100_000)}${index}`);
const MANY_NAMES = numbered(90_000, (index) => `unknown-${index}`);

const asks =
  (body: object): Attack =>
  async ({ lane }) =>
    void (await ask(lane, body));

const PACKED = [...halves(), ...bombs()];

/** Some of one kind at once. */
const packed: Attack = async ({ lane, random }) => {
  const { coding, bytes } = PACKED[Math.floor(random() * PACKED.length)] as Packed;
  const headers = {
    'content-type': 'application/json',
    'content-encoding': coding,
    authorization: `Bearer ${ATTACKER_KEY}`,
  };
  const calls = Array.from({ length: PACKED_AT_ONCE }, () => httpCall(lane.url, bytes, { headers }));
  await Promise.all(calls);
};

/** What has to be read before it can be refused. */
export const BODY_ATTACKS: Readonly<Record<string, Attack>> = {
  'a body in bytes': bytewise,
  'a refused prompt of 9 MB': async ({ lane }) => {
    lane.will(quoting);
    await ask(lane, { ...PROMPT, prompt: HUGE_PROMPT });
  },
  'packed bodies, cut or bombs': packed,
  'a body without an object': asks(['['.repeat(50_000)]),
  'long names of unknown fields': asks({ ...PROMPT, ...LONG_NAMES }),
  'many names of unknown fields': asks({ ...PROMPT, ...MANY_NAMES }),
};
