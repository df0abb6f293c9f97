import { createServer, type AddressInfo, type Server } from 'node:net';

/** The way to everybody but the gateway: a proxy that refuses, and notes who was asked for. */
export class Outside {
  /** Hosts that were asked for. */
  readonly hosts = new Set<string>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (bytes) => {
        const [, asked = '?'] = /^\w+ (?:http:\/\/)?([^/\s]+)/.exec(bytes.toString('latin1')) ?? [];
        this.hosts.add(asked);
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
  }

  static async open(): Promise<Outside> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Outside(server);
  }

  /** Variables that send every request there, but those to this machine. */
  get env(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const own = '127.0.0.1,localhost';
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
    return { ...Object.fromEntries(names.map((name) => [name, url])), NO_PROXY: own, no_proxy: own };
  }

  close(): void {
    this.server.close();
  }
}
