import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Stands in front of a server. Every request that contains the mark is passed on, and the connection is cut before
 * its answer.
 */
export async function losingProxy(targetPort: number, mark: string) {
  let passedOn = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => open.delete(socket));
    }
    near.on("data", (request) => {
      if (!request.includes(mark)) return far.write(request);
      passedOn += 1;
      far.unpipe(near).end(request);
      near.destroy();
    });
    near.on("close", () => far.end());
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    /** How many requests with the mark have gone through. */
    passedOn: () => passedOn,
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}
