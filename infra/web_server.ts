import { StartError } from "./start_error.ts";

/** Where to listen, and who answers. */
export type WebServerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What is served, for errors; pages by default. */
  readonly what?: string;
  /** @param clientAddress Network address of the peer. */
  readonly handle: (request: Request, clientAddress: string) => Response | Promise<Response>;
};

/** An HTTP server that listens. */
export interface WebServer {
  /** The port it was given. */
  readonly port: number;
  /**
   * Refuses new requests with 503, gives responses under way up to `graceMs` to end, then cuts them
   * off and stops listening.
   */
  stop(graceMs: number): Promise<void>;
}

/**
 * Serves HTTP.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export function startWebServer(
  { host, port, what = "pages", handle }: WebServerOptions,
): WebServer {
  const underWay = new Set<Promise<void>>();
  let stopped: Promise<void> | undefined;
  const cutOff = new AbortController();
  const options = { hostname: host, port, signal: cutOff.signal, onListen() {} };
  const server = listen(what, options, (request, info) => {
    if (stopped) return refusal();
    const done = info.completed.catch(() => {}).then(() => void underWay.delete(done));
    underWay.add(done);
    return handle(request, info.remoteAddr.hostname);
  });

  async function stop(graceMs: number): Promise<void> {
    const { promise: timeUp, resolve } = Promise.withResolvers<void>();
    let isTimeUp = false;
    const timer = setTimeout(() => resolve(void (isTimeUp = true)), graceMs);
    while (underWay.size > 0 && !isTimeUp) await Promise.race([Promise.all(underWay), timeUp]);
    // Deno can't abort what it is shutting down, so it is one or the other. Shutting down sends what
    // is left in the sockets' buffers, for which a slow reader may take as long.
    if (underWay.size > 0) cutOff.abort();
    await Promise.race(underWay.size > 0 ? [server.finished] : [server.shutdown(), timeUp]);
    clearTimeout(timer);
  }
  return { port: server.addr.port, stop: (graceMs) => stopped ??= stop(graceMs) };
}

/**
 * What comes while the last responses end. It can be asked of another process, and this connection
 * isn't worth keeping (RFC 9110, 15.6.4; RFC 9112, 9.6).
 */
function refusal(): Response {
  const headers = { "Retry-After": "1", "Connection": "close", "Cache-Control": "no-store" };
  return new Response("The server is stopping; please try again\n", { status: 503, headers });
}

function listen(
  what: string,
  options: Deno.ServeTcpOptions,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve(options, handler);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    const place = `${options.hostname}:${options.port}`;
    throw new StartError(`Cannot serve ${what} at ${place}: ${reason}`, { cause });
  }
}
