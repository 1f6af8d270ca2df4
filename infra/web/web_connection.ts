import type { Guest, Guests } from "../connections/guests.ts";
import type { UserConnection, UserConnections } from "../connections/user_connections.ts";

/** What a connection knows of its client. */
export type WebClient = {
  /** Network address of the peer. */
  readonly clientAddress: string;
  /** The request's method as it was sent. */
  readonly method: string;
  /**
   * Must be called when the client has authenticated: from then on the connection counts for the
   * user.
   *
   * @throws {AppError} `rate_limited` when the user has too many connections.
   */
  recognize(userId: string): void;
};

/** Time limits of a connection, in milliseconds. */
export type WebTimes = {
  /** From the start of the connection to the end of the first request's head. */
  readonly firstHead: number;
  /** Until the end of the next request's head. Proxies keep idle connections for 60 s. */
  readonly nextHead: number;
  /** For a request that is not authenticated, and its response. */
  readonly guestRequest: number;
};

/** Requests that may run at once on a guest's connection, as HTTP/2 allows. */
const GUEST_REQUESTS = 16;

/** What counts a connection, and what answers its requests. */
type WebConnectionDeps = {
  readonly guests: Guests;
  readonly users: UserConnections;
  readonly respond: (request: Request, client: WebClient) => Response | Promise<Response>;
};

/** `Deno.serve` for one connection that was accepted already. */
type ServeConnection = (
  connection: Deno.Conn,
  signal: AbortSignal,
  handler: Deno.ServeHandler<Deno.NetAddr>,
  onError: (error: unknown) => Response,
  onListen: () => void,
) => Deno.HttpServer;

/** A client's connection and the requests under way on it. */
export class WebConnection implements Guest, UserConnection {
  readonly address: string;
  /** Resolves when the connection has ended, for any reason. */
  readonly ended: Promise<void>;
  readonly #guests: Guests;
  readonly #users: UserConnections;
  readonly #cutOff = new AbortController();
  readonly #server: Deno.HttpServer;
  /** `performance.now()` when the connection, its first request or its last idle time began. */
  #since = performance.now();
  #isNew = true;
  #isGuest = true;
  /** The user for whom the connection counts. */
  #userId: string | undefined;
  #isClosing = false;
  #underWay = 0;
  readonly #idle = new Set<() => void>();

  /** @param accepted Closed by this object from now on. */
  constructor(accepted: Deno.TcpConn, { guests, users, respond }: WebConnectionDeps) {
    this.#guests = guests;
    this.#users = users;
    this.address = (accepted.remoteAddr as Deno.NetAddr).hostname;
    const handle: Deno.ServeHandler<Deno.NetAddr> = (request, info) => {
      this.#begin();
      info.completed.catch(() => {}).then(() => this.#finish());
      if (this.#hasTooMany()) return tooManyRequests();
      const { method } = request;
      const recognize = (userId: string) => this.#recognize(userId);
      const client = { clientAddress: this.address, method, recognize };
      if (method !== "HEAD") return respond(request, client);
      return answerHead(respond(new Request(request, { method: "GET" }), client));
    };
    const { signal } = this.#cutOff;
    this.#server = serveConnection()(accepted, signal, handle, internalError, () => {});
    this.ended = this.#server.finished.catch(() => {}).then(() => {
      this.#isClosing = true;
      guests.leave(this);
      this.#leaveUser();
    });
  }

  /** Whether no request is under way. */
  isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** Resolves when no request is under way. */
  idle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  /** Closes the connection when a request's head, or a guest's request, takes too long. */
  closeLate({ firstHead, nextHead, guestRequest }: WebTimes): void {
    const passed = performance.now() - this.#since;
    const late = this.isIdle()
      ? passed > (this.#isNew ? firstHead : nextHead)
      : this.#isGuest && passed > guestRequest;
    if (late) this.close();
  }

  /** Closes the connection once everything is sent, which a slow reader may delay. */
  end(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#server.shutdown().catch(() => {});
  }

  /** Closes the connection at once, unless it is ending: Deno can't abort during a shutdown. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#cutOff.abort();
  }

  #begin(): void {
    this.#isNew = false;
    if (this.#underWay++ === 0) this.#since = performance.now();
  }

  #finish(): void {
    if (--this.#underWay > 0) return;
    this.#since = performance.now();
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  /** A proxy's connection has no such limit, because its requests come from many clients. */
  #hasTooMany(): boolean {
    return this.#isGuest && this.#underWay > GUEST_REQUESTS && !this.#guests.isProxy(this);
  }

  #recognize(userId: string): void {
    if (userId !== this.#userId && !this.#isClosing && !this.#guests.isProxy(this)) {
      this.#users.enter(userId, this);
      this.#leaveUser();
      this.#userId = userId;
    }
    this.#isGuest = false;
    this.#guests.leave(this);
  }

  #leaveUser(): void {
    if (this.#userId !== undefined) this.#users.leave(this.#userId, this);
    this.#userId = undefined;
  }
}

/** Whether this version of Deno has the function that {@link WebConnection} needs. */
export function canServeConnections(): boolean {
  return typeof serveConnection() === "function";
}

/**
 * The function behind `Deno.serve`, by its name in Deno 2.9. It is not public API:
 * `tests/infra/web/web_server_test.ts` fails when a release changes it.
 */
function serveConnection(): ServeConnection {
  const { internal } = Deno as unknown as { internal: symbol };
  const internals = Deno as unknown as Record<symbol, { serveHttpOnConnection: ServeConnection }>;
  return internals[internal]!.serveHttpOnConnection;
}

/**
 * Turns the response to GET into one to HEAD. Deno leaves out the body and tells its length. But it
 * would begin to read a stream of events, and so start them.
 */
async function answerHead(responding: Response | Promise<Response>): Promise<Response> {
  const response = await responding;
  if (response.headers.get("Content-Type") !== "text/event-stream") return response;
  await response.body?.cancel();
  return new Response(new Blob().stream(), response);
}

function tooManyRequests(): Response {
  const headers = { "Retry-After": "1", "Cache-Control": "no-store" };
  const words =
    `Cannot answer more than ${GUEST_REQUESTS} requests at a time before one is authenticated\n`;
  return new Response(words, { status: 503, headers });
}

function internalError(error: unknown): Response {
  console.error(error);
  return new Response("Internal error\n", { status: 500 });
}
