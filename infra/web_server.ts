import { StartError } from "./start_error.ts";

/** Where to listen, and who answers. */
export type WebServerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** @param clientAddress Network address of the peer. */
  readonly handle: (request: Request, clientAddress: string) => Response | Promise<Response>;
};

/** An HTTP server that listens. */
export interface WebServer {
  /** The port it was given. */
  readonly port: number;
  /** Takes no more connections, and gives responses under way up to `graceMs` to end. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Serves HTTP.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export function startWebServer({ host, port, handle }: WebServerOptions): WebServer {
  const cutOff = new AbortController();
  const server = listen({ hostname: host, port, signal: cutOff.signal, onListen() {} }, handle);
  return {
    port: server.addr.port,
    async stop(graceMs) {
      const timer = setTimeout(() => cutOff.abort(), graceMs);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}

function listen(
  options: Deno.ServeTcpOptions,
  handle: WebServerOptions["handle"],
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve(options, (request, info) => handle(request, info.remoteAddr.hostname));
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    const place = `${options.hostname}:${options.port}`;
    throw new StartError(`Cannot serve pages at ${place}: ${reason}`, { cause });
  }
}
