import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to Redis that can be cut as a cable is: nothing gets through, and nobody is told. */
export interface Proxy {
  readonly url: string;
  cut(): void;
  mend(): void;
  close(): void;
}

export async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => sockets.forEach((socket) => socket.pause()),
    mend: () => sockets.forEach((socket) => socket.resume()),
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
