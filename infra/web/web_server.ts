import type { Log } from "../../domain/log.ts";
import { FloodLog } from "../log/flood_log.ts";
import { type GuestLimits, Guests, WEB_GUESTS } from "../connections/guests.ts";
import { within } from "../connections/patient_timer.ts";
import { UserConnections } from "../connections/user_connections.ts";
import { StartError } from "../runtime/start_error.ts";
import {
  canServeConnections,
  type WebClient,
  WebConnection,
  type WebTimes,
} from "./web_connection.ts";

/** Where to listen, what answers, and the limits. */
export type WebServerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What is served, for error messages; `pages` by default. */
  readonly what?: string;
  /** Limits on connections whose client has not authenticated. */
  readonly guests?: GuestLimits;
  /** Maximum number of connections of a user. */
  readonly connectionsPerUser?: number;
  /** Where connections that are closed because there are too many are logged, in sum. */
  readonly log?: Pick<Log, "warn">;
  /** Time limits that differ from the usual ones. */
  readonly times?: Partial<WebTimes>;
  /**
   * Answers a request. HEAD arrives as GET; the response's body is left out afterwards, but its
   * length is kept.
   */
  readonly handle: (request: Request, client: WebClient) => Response | Promise<Response>;
};

/** A listening HTTP server. */
export interface WebServer {
  /** The port it listens on. */
  readonly port: number;
  /**
   * Refuses new requests with 503, waits up to `graceMs` for responses under way, then cuts them
   * off and stops listening.
   */
  stop(graceMs: number): Promise<void>;
}

const usualTimes: WebTimes = { firstHead: 15_000, nextHead: 75_000, guestRequest: 120_000 };

/** How often time limits are checked, in milliseconds. */
const TICK = 1_000;

/** Pause before accepting again when no file descriptor was left, in milliseconds. */
const PAUSE = 100;

/**
 * Serves HTTP. `Deno.serve` would accept connections without a limit on their number or on the time
 * that a request's head may take. So they are accepted here, and each is handed to the function
 * behind it.
 *
 * @throws {StartError} naming host and port when it can't listen there, or the version of Deno when
 * that lacks this function.
 */
export function startWebServer(
  options: WebServerOptions,
): WebServer {
  const { host, port, what = "pages", guests: limits = WEB_GUESTS, log, times, handle } = options;
  if (!canServeConnections()) {
    throw new StartError(`Cannot serve ${what} with Deno ${Deno.version.deno}; please use 2.9`);
  }
  const listener = listen(what, { hostname: host, port });
  const flood = log && new FloodLog(log, `Closed connections of guests to ${what}`);
  const guests = new Guests(limits, ({ address }) => flood?.count(address));
  const users = new UserConnections(options.connectionsPerUser);
  const connections = new Set<WebConnection>();
  let stopped: Promise<void> | undefined;
  let isClosed = false;

  const respond = (request: Request, client: WebClient) => {
    if (!isSound(request)) return unreadable();
    return stopped ? refusal() : handle(request, client);
  };
  const accept = (accepted: Deno.TcpConn) => {
    const connection = new WebConnection(accepted, { guests, users, respond });
    if (!guests.enter(connection)) return;
    connections.add(connection);
    connection.ended.then(() => void connections.delete(connection));
  };
  acceptAll(listener, { accept, isClosed: () => isClosed, onShortage: () => guests.makeRoom() });
  const allowed = { ...usualTimes, ...times };
  const timer = setInterval(() => {
    for (const connection of connections) connection.closeLate(allowed);
  }, Math.min(TICK, allowed.firstHead));

  async function stop(graceMs: number): Promise<void> {
    const end = performance.now() + graceMs;
    const timeLeft = () => Math.max(0, end - performance.now());
    const underWay = () => [...connections].filter((connection) => !connection.isIdle());
    while (underWay().length > 0 && timeLeft() > 0) {
      await within(timeLeft(), Promise.race(underWay().map((connection) => connection.idle())));
    }
    isClosed = true;
    listener.close();
    const late = underWay();
    for (const connection of late) connection.close();
    await allEnded(late);
    for (const connection of connections) connection.end();
    await within(timeLeft(), allEnded(connections));
    clearInterval(timer);
    flood?.flush();
  }
  const { port: given } = listener.addr as Deno.NetAddr;
  return { port: given, stop: (graceMs) => stopped ??= stop(graceMs) };
}

async function allEnded(connections: Iterable<WebConnection>): Promise<void> {
  await Promise.all([...connections].map(({ ended }) => ended));
}

type Acceptance = {
  readonly accept: (connection: Deno.TcpConn) => void;
  readonly isClosed: () => boolean;
  /** Called when accepting fails, most likely because no file descriptor is left. */
  readonly onShortage: () => void;
};

async function acceptAll(
  listener: Deno.TcpListener,
  { accept, isClosed, onShortage }: Acceptance,
): Promise<void> {
  while (!isClosed()) {
    try {
      accept(await listener.accept());
    } catch {
      if (isClosed()) return;
      onShortage();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** Whether a request's URL is valid: it contains the client's `Host` header as it was sent. */
function isSound({ url, headers }: Request): boolean {
  return !/[\s/?#@\\]/.test(headers.get("Host") ?? "") && URL.canParse(url);
}

function unreadable(): Response {
  const headers = { "Connection": "close", "Cache-Control": "no-store" };
  return new Response(
    "Cannot read the request: its Host header or its target is not valid in a URL\n",
    { status: 400, headers },
  );
}

/**
 * The response to requests that arrive during a stop. The client may ask another process, and must
 * not reuse this connection (RFC 9110, 15.6.4; RFC 9112, 9.6).
 */
function refusal(): Response {
  const headers = { "Retry-After": "1", "Connection": "close", "Cache-Control": "no-store" };
  return new Response("The server is stopping; please try again\n", { status: 503, headers });
}

function listen(what: string, options: Deno.TcpListenOptions): Deno.TcpListener {
  try {
    return Deno.listen(options);
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
