import { setTimeout as pause } from 'node:timers/promises';
import { PROMPT } from '../../support/lane.js';
import { delta, DONE, finish, frames } from '../../support/openai-wire.js';
import { openSocket } from '../../support/raw.js';
import { ATTACKER_KEY, authorization, get, HOLD_MS, rawPost, type Attack, type Ground } from './attack.js';

/** As much as a connection sends at once, and as many requests as it may send ahead. */
const AHEAD_BYTES = 61_000;
const REQUESTS_AHEAD = 17;
const MAX_CONNECTIONS = 12;
const AGAIN_MS = 50;

/** Some connections that ask ahead, as much as they may or far more, and read nothing. */
const unread =
  (requestFor: (ground: Ground) => string): Attack =>
  async (ground) => {
    const { random, stage } = ground;
    const request = requestFor(ground);
    const ahead = random() < 0.5 ? REQUESTS_AHEAD : Math.ceil(AHEAD_BYTES / request.length);
    const sockets = Array.from({ length: 1 + Math.floor(random() * MAX_CONNECTIONS) }, () =>
      openSocket(stage.gateway).pause(),
    );
    for (const socket of sockets) socket.write(request.repeat(ahead));
    await pause(HOLD_MS);
    for (const socket of sockets) socket.destroy();
  };

/** Small answers, asked for on and on: what is unread grows until the gateway ends it. */
const unreadOnAndOn =
  (requestFor: (ground: Ground) => string): Attack =>
  async (ground) => {
    const request = requestFor(ground).repeat(REQUESTS_AHEAD);
    const sockets = Array.from({ length: 1 + Math.floor(ground.random() * MAX_CONNECTIONS) }, () =>
      openSocket(ground.stage.gateway).pause(),
    );
    for (let waitedMs = 0; waitedMs < HOLD_MS; waitedMs += AGAIN_MS) {
      for (const socket of sockets) if (socket.writable) socket.write(request);
      await pause(AGAIN_MS);
    }
    for (const socket of sockets) socket.destroy();
  };

const modelsOf = ({ lane }: Ground) => `/agents/llm-providers/${lane.id}/models`;

const WORDS = Array.from({ length: 2_000 }, (_, index) => delta(`${index} `.padEnd(1_000, 'x')));
const LONG_STREAM = frames([...WORDS, finish(), DONE]);
/** A reader takes a piece, and waits. */
const SLOWLY_MS = 100;

/** Streams of two megabytes, read a piece at a time. */
const slowReaders: Attack = async ({ stage, lane, random }) => {
  lane.will(LONG_STREAM);
  const request = rawPost(lane, { ...PROMPT, stream: true });
  const sockets = Array.from({ length: 1 + Math.floor(random() * MAX_CONNECTIONS) }, () => {
    const socket = openSocket(stage.gateway, () => {
      socket.pause();
      setTimeout(() => socket.resume(), SLOWLY_MS);
    });
    socket.write(request);
    return socket;
  });
  await pause(HOLD_MS);
  for (const socket of sockets) socket.destroy();
};

/** What is asked for, and not taken. */
export const UNREAD_ATTACKS: Readonly<Record<string, Attack>> = {
  'unread pages': unread(() => get('/docs-json')),
  'unread bundle of Swagger UI': unread(() => get('/docs/swagger-ui-bundle.js')),
  'unread 404s': unreadOnAndOn(() => get('/nowhere')),
  'unread 401s': unreadOnAndOn((ground) => get(modelsOf(ground))),
  'unread lists of models': unread((ground) => get(modelsOf(ground), authorization(ATTACKER_KEY))),
  'streams read slowly': slowReaders,
};
