import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on loopback that may fall silent. */
export interface SilentProxy {
  /** The address of the server, by way of this proxy. */
  through(url: string): string;
  /** Nothing passes any more, and nothing is closed: connections are accepted, and hear nothing. */
  fallSilent(): void;
  /** Resolves when so many connections have sent something since it fell silent. */
  heardFrom(connections: number): Promise<void>;
  /** New connections pass again; those from before hear nothing for ever. */
  passAgain(): void;
  close(): Promise<void>;
}

/** @param url of the server; its port is what counts. */
export async function startSilentProxy(url: string): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const heard = new Set<Socket>();
  let look = () => {};
  const swallow = (socket: Socket) =>
    socket.on('data', () => {
      heard.add(socket);
      look();
    });
  const known = (socket: Socket) => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    known(client);
    if (isSilent) return void swallow(client);
    const upstream = known(connect(Number(new URL(url).port), '127.0.0.1'));
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    through: (address) => Object.assign(new URL(address), { port: String(port) }).href,
    fallSilent: () => {
      isSilent = true;
      for (const socket of sockets) swallow(socket.unpipe()).resume();
    },
    heardFrom: (connections) =>
      new Promise((resolve) => {
        look = () => {
          if (heard.size >= connections) resolve();
        };
        look();
      }),
    passAgain: () => {
      isSilent = false;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
