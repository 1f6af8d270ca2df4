/** How a proxy treats connections. */
export type Fault =
  /** Bytes are passed on. */
  | "none"
  /** Connections are refused. */
  | "refuse"
  /** Connections open and bytes are accepted, but nothing comes back, as behind a dead router. */
  | "stall";

/** A TCP proxy on the loopback that behaves like a failing network. */
export type FaultProxy = AsyncDisposable & {
  readonly port: number;
  /** How many connections have been opened through it. */
  readonly opened: number;
  /** How many round trips clients have made: how often one sent something, and then the server. */
  readonly trips: number;
  /** Changes its behaviour from now on, also for open connections. */
  become(fault: Fault): void;
  /** Silently passes nothing more on open connections; new ones work. */
  freeze(): void;
  /** Breaks off all connections. */
  cut(): void;
  /**
   * Breaks off the next connection on which a client sends this text: before the server gets it, or
   * instead of passing on the answer.
   */
  cutOn(text: string, moment: Moment): void;
};

/** When a connection is broken off. */
export type Moment = "request" | "answer";

/** Starts a proxy to a server on the loopback. */
export function startFaultProxy(target: number): FaultProxy {
  const proxy = new RunningProxy(target);
  return {
    port: proxy.port,
    get opened() {
      return proxy.opened;
    },
    get trips() {
      return proxy.trips;
    },
    become: (fault) => proxy.become(fault),
    freeze: () => proxy.freeze(),
    cut: () => proxy.cut(),
    cutOn: (text, moment) => proxy.cutOn(text, moment),
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}

const decoder = new TextDecoder();

class RunningProxy {
  readonly #target: number;
  #listener: Deno.TcpListener | null;
  readonly port: number;
  opened = 0;
  trips = 0;
  #trap: { readonly text: string; readonly moment: Moment } | null = null;
  readonly #connections = new Set<Deno.Conn>();
  readonly #frozen = new WeakSet<Deno.Conn>();
  readonly #work = new Set<Promise<void>>();
  /** Bytes are passed on once it is resolved. */
  #gate = Promise.withResolvers<void>();

  constructor(target: number) {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#gate.resolve();
    this.#begin(this.#listen(this.#listener));
  }

  become(fault: Fault): void {
    if (fault === "stall") this.#gate = Promise.withResolvers();
    else this.#gate.resolve();
    if (fault === "refuse") {
      this.#listener?.close();
      this.#listener = null;
      this.cut();
    } else if (!this.#listener) {
      this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
      this.#begin(this.#listen(this.#listener));
    }
  }

  freeze(): void {
    for (const connection of this.#connections) this.#frozen.add(connection);
  }

  cut(): void {
    for (const connection of this.#connections) this.#close(connection);
  }

  cutOn(text: string, moment: Moment): void {
    this.#trap = { text, moment };
  }

  async close(): Promise<void> {
    this.#listener?.close();
    this.#gate.resolve();
    this.cut();
    await Promise.all(this.#work);
  }

  #begin(work: Promise<void>): void {
    this.#work.add(work);
    work.finally(() => this.#work.delete(work));
  }

  async #listen(listener: Deno.TcpListener): Promise<void> {
    for await (const client of listener) {
      this.opened++;
      this.#connections.add(client);
      this.#begin(this.#serve(client));
    }
  }

  async #serve(client: Deno.Conn): Promise<void> {
    try {
      await this.#gate.promise;
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target });
      this.#connections.add(server);
      await this.#passBothWays(client, server);
    } catch {
      // The server is not running.
      this.#close(client);
    }
  }

  async #passBothWays(client: Deno.Conn, server: Deno.Conn): Promise<void> {
    let isServersTurn = false;
    let isTrapped = false;
    await Promise.all([
      this.#pass(client, server, (bytes) => {
        isServersTurn = true;
        const { text, moment } = this.#trap ?? {};
        if (text === undefined || !decoder.decode(bytes).includes(text)) return true;
        this.#trap = null;
        isTrapped = moment === "answer";
        return isTrapped;
      }),
      this.#pass(server, client, () => {
        if (isServersTurn) this.trips++;
        isServersTurn = false;
        return !isTrapped;
      }),
    ]);
  }

  /** @param admit Sees all bytes; false to break off the connection instead of passing them on. */
  async #pass(
    from: Deno.Conn,
    to: Deno.Conn,
    admit: (bytes: Uint8Array) => boolean,
  ): Promise<void> {
    const buffer = new Uint8Array(16 * 1024);
    try {
      for (let size; (size = await from.read(buffer)) !== null;) {
        if (this.#frozen.has(from)) continue;
        if (!admit(buffer.subarray(0, size))) break;
        await this.#gate.promise;
        for (let sent = 0; sent < size;) sent += await to.write(buffer.subarray(sent, size));
      }
    } catch {
      // When one side has closed, the other is closed, too.
    }
    this.#close(from);
    this.#close(to);
  }

  #close(connection: Deno.Conn): void {
    if (this.#connections.delete(connection)) connection.close();
  }
}
