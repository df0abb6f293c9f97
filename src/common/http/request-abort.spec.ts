import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import { GatewayError } from '../errors.js';
import { abortRequest, abortSignalOf } from './request-abort.js';

const draining = new GatewayError('gateway.draining', 'The gateway is shutting down.');
const newResponse = () => new ServerResponse(new IncomingMessage(new Socket()));

describe('abortSignalOf', () => {
  it('is one signal a response, however often it is asked for', () => {
    const response = newResponse();
    expect(abortSignalOf(response)).toBe(abortSignalOf(response));
    expect(abortSignalOf(newResponse())).not.toBe(abortSignalOf(response));
  });

  it('aborts with the reason with which the gateway ends the request', () => {
    const response = newResponse();
    const signal = abortSignalOf(response);
    abortRequest(response, draining);
    expect(signal.reason).toBe(draining);
  });

  it('is aborted already when the request was ended before the signal was asked for', () => {
    const response = newResponse();
    abortRequest(response, draining);
    expect(abortSignalOf(response).reason).toBe(draining);
  });

  it('keeps the first reason when the connection closes as a consequence', () => {
    const response = newResponse();
    const signal = abortSignalOf(response);
    abortRequest(response, draining);
    response.emit('close');
    expect(signal.reason).toBe(draining);
  });

  it('is aborted already when the caller had left before the signal was asked for', async () => {
    const response = newResponse();
    await new Promise((resolve) => response.once('close', resolve).destroy());
    expect(abortSignalOf(response).reason).toMatchObject({ code: 'client.gone' });
  });
});

describe('abortSignalOf, over a connection', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  async function request(): Promise<{ client: Socket; response: ServerResponse }> {
    const arrived = new Promise<ServerResponse>((resolve) =>
      server.once('request', (_, res) => resolve(res)),
    );
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => client.destroy());
    client.resume().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return { client, response: await arrived };
  }

  it('aborts with client.gone when the caller leaves', async () => {
    const { client, response } = await request();
    const signal = abortSignalOf(response);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    client.destroy();
    await aborted;
    expect(signal.reason).toMatchObject({ code: 'client.gone' });
  });

  it('does not abort after a whole answer', async () => {
    const { client, response } = await request();
    const signal = abortSignalOf(response);
    const closed = new Promise((resolve) => response.once('close', resolve));
    response.end('all of it');
    await closed;
    client.destroy();
    expect(signal.aborted).toBe(false);
  });
});
