/** A TCP proxy on the loopback that can stop passing bytes on, like a dead or stuck peer. */
export type StallingProxy = AsyncDisposable & {
  /** `host:port` to connect to. */
  readonly address: string;
  /** Passes nothing on to the client from now on. */
  stall(): void;
  /** Passes everything on again. */
  resume(): void;
  /** Closes all connections. */
  cut(): void;
};

/** Starts a proxy to a server on the loopback. */
export function startStallingProxy(port: number): StallingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  let gate = Promise.withResolvers<void>();
  gate.resolve();

  async function pass(from: Deno.Conn, to: Deno.Conn, isToClient: boolean) {
    const buffer = new Uint8Array(16 * 1024);
    try {
      for (let size; (size = await from.read(buffer)) !== null;) {
        if (isToClient) await gate.promise;
        for (let sent = 0; sent < size;) sent += await to.write(buffer.subarray(sent, size));
      }
    } catch {
      // When one side has closed, the other is closed, too.
    }
    close(from);
    close(to);
  }

  function close(connection: Deno.Conn) {
    if (connections.delete(connection)) connection.close();
  }

  const passing: Promise<void>[] = [];
  const listening = (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port });
      connections.add(client).add(server);
      passing.push(pass(client, server, false), pass(server, client, true));
    }
  })();

  function cut() {
    gate.resolve();
    for (const connection of connections) close(connection);
  }

  return {
    address: `127.0.0.1:${listener.addr.port}`,
    stall: () => gate = Promise.withResolvers<void>(),
    resume: () => gate.resolve(),
    cut,
    async [Symbol.asyncDispose]() {
      listener.close();
      await listening;
      cut();
      await Promise.all(passing);
    },
  };
}
