// Child of mute-listener.ts: listens with hardly a queue, and is stopped before the first connection.
import { createServer } from 'node:net';

const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
