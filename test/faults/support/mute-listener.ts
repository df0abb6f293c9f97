import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { endsWithUs } from './ends-with-us.js';

const BACKLOG = 4;

/** A port of this machine on which connections neither succeed nor fail, as behind a firewall that drops. */
export class MuteListener {
  private constructor(
    private readonly child: ChildProcess,
    private readonly waiting: readonly Socket[],
    readonly url: string,
  ) {}

  /** A listener that is stopped accepts no connection; once its queue is full, the system answers no further one. */
  static async start(): Promise<MuteListener> {
    const child = fork(join(__dirname, 'mute-listener.mjs'), { execArgv: [] });
    endsWithUs(child);
    const [port] = (await once(child, 'message')) as [number];
    child.kill('SIGSTOP');
    const waiting = Array.from({ length: BACKLOG }, () => {
      const socket = connect(port, '127.0.0.1');
      return socket.on('error', () => socket.destroy());
    });
    await once(waiting[0]!, 'connect');
    return new MuteListener(child, waiting, `http://127.0.0.1:${port}`);
  }

  stop(): void {
    for (const socket of this.waiting) socket.destroy();
    this.child.kill('SIGKILL');
  }
}
