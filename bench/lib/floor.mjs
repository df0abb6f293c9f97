// The least that a gateway can cost on this Node: a bare HTTP server that pipes to an undici pool and back.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.env.UPSTREAM, { connections: 2_000 });
const server = createServer((request, response) => {
  const { method, url: path, headers } = request;
  const { host: _host, connection: _connection, ...passed } = headers;
  pool
    .stream(
      { method, path, headers: passed, body: request, opaque: response },
      ({ statusCode, headers: answered, opaque }) => {
        const { connection: _hop, 'transfer-encoding': _framing, ...kept } = answered;
        opaque.writeHead(statusCode, kept);
        return opaque;
      },
    )
    .catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
