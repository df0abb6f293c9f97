import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BeginInTurns } from './begin-in-turns.js';

interface ConnectionStepsOptions {
  /** A connection whose reader takes nothing of what waits for it for so long, in milliseconds, is destroyed. */
  readonly stallTimeoutMs: number;
  /** So many requests may wait on one connection for the answers before them; one more destroys it. */
  readonly maxWaitingRequests: number;
  /** Whether a request waits for none of the others that begin in turns. */
  readonly isUrgent: (request: IncomingMessage) => boolean;
}

/** What one connection has under way. */
interface Steps {
  /** `null` = it is idle. */
  current: ServerResponse | null;
  readonly waiting: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly begin: () => void;
  }[];
}

/** On the connection itself: a map of those that are busy would change twice with each request. */
const STEPS = Symbol('steps');
type Stepping = Socket & { [STEPS]?: Steps };

/** Of Node's parser, which it shows on the socket; its documentation does not tell of it. */
interface ParsedSocket extends Socket {
  /** `null` = Node has taken it back. */
  parser?: { onIncoming: (request: IncomingMessage) => number } | null;
}

/** With so few connections under way there is nothing that could add up. */
const FEW_CONNECTIONS = 8;

/** To Node's parser: what follows is not HTTP. */
const NO_MORE_REQUESTS = 2;

/**
 * Ends a connection in the midst of what was read of it. Destroying it is not enough: the parser would go on with its
 * 64 KiB, and make a request and a response, an error with a stack for both included, of each of some 2,000 requests.
 */
function refuseMore(socket: ParsedSocket): void {
  if (socket.parser) socket.parser.onIncoming = () => NO_MORE_REQUESTS;
  socket.destroy();
}

/**
 * Keeps what one connection can hold within bounds: its requests are answered one after the other, however many of them
 * were sent ahead, and a reader who takes nothing loses the connection, whatever the answer is. Of all connections some
 * requests begin in a turn, and of those that are urgent as many besides.
 */
export class ConnectionSteps {
  private busyConnections = 0;
  private readonly turns = new BeginInTurns();
  private readonly urgentTurns = new BeginInTurns();

  constructor(private readonly options: ConnectionStepsOptions) {}

  /** To be called before the server listens. Node counts progress of a large write as activity. */
  watch(server: Server): void {
    server.setTimeout(this.options.stallTimeoutMs, (socket) => this.wasQuiet(socket));
  }

  /** Goes before everything else that a request passes: `begin` is called once it is its turn. */
  enter(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const { socket } = request;
    const steps = ((socket as Stepping)[STEPS] ??= { current: null, waiting: [] });
    if (steps.current === null) {
      this.take(response, steps, socket);
      this.busyConnections += 1;
      this.beginInTurn(request, begin);
      return;
    }
    if (steps.waiting.length < this.options.maxWaitingRequests)
      steps.waiting.push({ request, response, begin });
    else refuseMore(socket);
  }

  private beginInTurn(request: IncomingMessage, begin: () => void): void {
    if (this.busyConnections <= FEW_CONNECTIONS) return begin();
    const turns = this.options.isUrgent(request) ? this.urgentTurns : this.turns;
    turns.add(() => !request.socket.destroyed, begin);
  }

  private take(response: ServerResponse, steps: Steps, socket: Socket): void {
    steps.current = response;
    response.once('close', () => this.left(steps, socket));
  }

  /** What waits on a connection that is gone is worth no work. */
  private left(steps: Steps, socket: Socket): void {
    const next = socket.destroyed ? undefined : steps.waiting.shift();
    steps.current = null;
    if (!next) {
      this.busyConnections -= 1;
      return;
    }
    this.take(next.response, steps, socket);
    // In a turn of its own: what was sent ahead on a few connections would hold up everything else for its sum.
    setImmediate(() => {
      if (!socket.destroyed) this.beginInTurn(next.request, next.begin);
    });
  }

  /**
   * A process that was held up finds its timers due before it has read what came meanwhile: that is read in this turn,
   * and is no quiet.
   */
  private wasQuiet(socket: Socket): void {
    const { bytesRead, bytesWritten } = socket;
    setImmediate(() => {
      if (socket.bytesRead === bytesRead && socket.bytesWritten === bytesWritten) this.isQuiet(socket);
    });
  }

  /**
   * Without an answer under way the connection is idle. While an answer is worked on, quiet is no fault of its reader.
   */
  private isQuiet(socket: Socket): void {
    const isBusy = ((socket as Stepping)[STEPS]?.current ?? null) !== null;
    const isWorkedOn = isBusy && socket.writableLength === 0;
    if (isWorkedOn) socket.setTimeout(this.options.stallTimeoutMs);
    else socket.destroy();
  }
}
