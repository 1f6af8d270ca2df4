import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Log } from "../../domain/log.ts";
import { FloodLog } from "../log/flood_log.ts";
import { type Guest, guestKey, type GuestLimits, Guests } from "../connections/guests.ts";
import { ConnectionWithoutGoaway } from "./goaway_filter.ts";

/**
 * How many calls a connection may have open; clients are told (SETTINGS_MAX_CONCURRENT_STREAMS).
 */
export const OPEN_CALLS = { guests: 32, clients: 1_000 };

/**
 * How many calls of guests may be open per address; for a proxy, the total of guests applies.
 */
const GUEST_CALLS = 128;

/** How often time limits are checked, in milliseconds. */
const TICK = 1_000;

/** How long guests may take, in milliseconds. */
export type GuestTimes = {
  /** For the first call, counted from the connection, with TLS and the beginning of HTTP/2. */
  readonly firstCall: number;
  /** For the next call. */
  readonly nextCall: number;
  /** For a call to end. */
  readonly call: number;
};

/** The limits for peers, and where exceeding them is logged. */
export type GrpcPeersOptions = {
  readonly log: Pick<Log, "warn">;
  readonly guests: GuestLimits;
  readonly times: GuestTimes;
};

/** A client's connection, from its first byte on. */
class GrpcPeer implements Guest {
  readonly address: string;
  readonly socket: Socket;
  connection?: ConnectionWithoutGoaway;
  session?: ServerHttp2Session;
  openCalls = 0;
  isKnown = false;
  #isNew = true;
  #since = performance.now();

  constructor(socket: Socket) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? "unknown";
  }

  isIdle(): boolean {
    return this.openCalls === 0;
  }

  close(): void {
    this.connection?.destroy();
    this.socket.destroy();
  }

  begin(): void {
    this.#isNew = false;
    if (this.openCalls++ === 0) this.#since = performance.now();
  }

  end(): void {
    if (--this.openCalls === 0) this.#since = performance.now();
  }

  isLate({ firstCall, nextCall, call }: GuestTimes): boolean {
    const passed = performance.now() - this.#since;
    return !this.isKnown &&
      passed > (this.isIdle() ? this.#isNew ? firstCall : nextCall : call);
  }
}

/**
 * The clients connected to the gRPC port. A client is a guest until one of its calls has a valid
 * token. Guests may have few connections per address, with few calls, and not for long.
 */
export class GrpcPeers {
  readonly #guests: Guests;
  readonly #limits: GuestLimits;
  readonly #closed: FloodLog;
  readonly #refused: FloodLog;
  /** By address and port, by which grpc-js names the peer of each call. */
  readonly #peers = new Map<string, GrpcPeer>();
  /** Open calls of guests, by {@link guestKey}. */
  readonly #calls = new Map<string, number>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor({ log, guests, times }: GrpcPeersOptions) {
    this.#limits = guests;
    this.#closed = new FloodLog(log, "Closed gRPC connections of guests");
    this.#refused = new FloodLog(log, "Refused gRPC calls and frames above the limits");
    this.#guests = new Guests(guests, ({ address }) => this.#closed.count(address));
    this.#timer = setInterval(() => {
      for (const peer of this.#peers.values()) if (peer.isLate(times)) peer.close();
    }, Math.min(TICK, times.firstCall));
  }

  /** Counts a connection from its first byte on. @returns Whether there is room for it. */
  connect(socket: Socket): boolean {
    const peer = new GrpcPeer(socket);
    if (!this.#guests.enter(peer)) return false;
    const key = keyOf(socket);
    this.#peers.set(key, peer);
    socket.once("close", () => {
      this.#guests.leave(peer);
      if (this.#peers.get(key) === peer) this.#peers.delete(key);
    });
    return true;
  }

  /** Makes the connection on a socket. @param socket Plain, or the decrypted side of TLS. */
  open(socket: Socket): ConnectionWithoutGoaway {
    const peer = this.#peers.get(keyOf(socket));
    const flood = () => this.#refused.count(peer?.address ?? "unknown");
    const connection = new ConnectionWithoutGoaway(socket, flood);
    if (peer) peer.connection = connection;
    return connection;
  }

  /** Stores the session of a connection. */
  hold(session: ServerHttp2Session): void {
    const peer = this.#peers.get(keyOf(session.socket));
    if (peer) peer.session = session;
  }

  /** Counts a call until it ends. @returns Whether it is allowed; otherwise refuse it. */
  begin(stream: ServerHttp2Stream): boolean {
    const peer = stream.session && this.#peers.get(keyOf(stream.session.socket));
    if (!peer) return true;
    peer.begin();
    stream.once("close", () => peer.end());
    if (peer.isKnown) return true;
    const { address } = peer;
    const key = guestKey(peer);
    const calls = (this.#calls.get(key) ?? 0) + 1;
    const most = this.#limits.isProxy?.(address) ? this.#limits.total : GUEST_CALLS;
    if (calls > most) {
      this.#refused.count(address);
      return false;
    }
    this.#calls.set(key, calls);
    stream.once("close", () => this.#endGuests(key));
    return true;
  }

  /**
   * Lifts the limits for guests from a peer after a call with a valid token.
   *
   * @param key The peer as grpc-js names it.
   */
  recognize(key: string): void {
    const peer = this.#peers.get(key);
    if (!peer || peer.isKnown) return;
    peer.isKnown = true;
    this.#guests.leave(peer);
    peer.connection?.recognize();
    if (!peer.session?.destroyed) {
      peer.session?.settings({ maxConcurrentStreams: OPEN_CALLS.clients });
    }
  }

  /** Stops checking times, and logs the remaining counts. */
  stop(): void {
    clearInterval(this.#timer);
    this.#closed.flush();
    this.#refused.flush();
  }

  #endGuests(key: string): void {
    const calls = this.#calls.get(key)! - 1;
    if (calls > 0) this.#calls.set(key, calls);
    else this.#calls.delete(key);
  }
}

function keyOf(
  { remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">,
): string {
  return `${remoteAddress}:${remotePort}`;
}
