import {
  countedAddress,
  isWithin,
  type Network,
  parseAddress,
} from "../../domain/network_address.ts";

/** A connection whose client has not authenticated yet. */
export interface Guest {
  /** The peer's network address. */
  readonly address: string;
  /** Whether no request is running on it, so that closing it loses nothing. */
  isIdle(): boolean;
  /** Closes the connection. */
  close(): void;
}

/** Limits on the number of guests. */
export type GuestLimits = {
  /** Most guests from one address, or from one /64 network of IPv6. */
  readonly perAddress: number;
  /** Most guests from all addresses. */
  readonly total: number;
  /** Whether an address is a proxy's, which may use all of `total`; by default no address is. */
  readonly isProxy?: (address: string) => boolean;
};

/**
 * Guests of the HTTP port. Browsers and programs authenticate with their first request and then no
 * longer count, so this is enough for many clients behind one address, even if all connect at once.
 */
export const WEB_GUESTS: GuestLimits = { perAddress: 512, total: 2_048 };

/** Guests of the gRPC port, where a client has one connection for all its calls. */
export const GRPC_GUESTS: GuestLimits = { perAddress: 64, total: 1_024 };

/**
 * Tells whether a peer is a proxy, whose clients all share its address.
 *
 * @param trusted The number of proxies in front of the port, or the networks they are in.
 */
export function proxyTest(trusted: number | readonly Network[]): (address: string) => boolean {
  if (typeof trusted === "number") return () => trusted > 0;
  return (address) => {
    const parsed = parseAddress(address);
    return parsed !== null && trusted.some((network) => isWithin(parsed, network));
  };
}

/**
 * The guests of a port. If there are too many, a new guest displaces the oldest idle one. If none
 * is idle, it displaces the oldest of the address with the most guests, provided that its own
 * address has fewer. So a flood from some addresses, whatever it does on its connections, never
 * locks out addresses with few.
 */
export class Guests {
  readonly #limits: GuestLimits;
  readonly #onFull: (guest: Guest) => void;
  /** Oldest first. */
  readonly #all = new Set<Guest>();
  readonly #byAddress = new Map<string, Set<Guest>>();

  /** @param onFull Called for each guest that is closed or refused because there are too many. */
  constructor(limits: GuestLimits, onFull: (guest: Guest) => void = () => {}) {
    this.#limits = limits;
    this.#onFull = onFull;
  }

  /** Number of guests. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether a guest is a proxy, which carries the requests of many clients. */
  isProxy({ address }: Guest): boolean {
    return this.#limits.isProxy?.(address) ?? false;
  }

  /** Admits a new connection. @returns whether there is room; a refused guest is closed. */
  enter(guest: Guest): boolean {
    const key = guestKey(guest);
    const neighbors = this.#byAddress.get(key) ?? new Set();
    const { total } = this.#limits;
    const perAddress = this.isProxy(guest) ? total : this.#limits.perAddress;
    const hasRoom = (neighbors.size < perAddress || this.#closeIdle(neighbors)) &&
      (this.#all.size < total || this.#closeIdle(this.#all) || this.#closeBusy(neighbors.size));
    if (!hasRoom) {
      this.#onFull(guest);
      guest.close();
      return false;
    }
    this.#all.add(guest);
    // Set it last: closing guests above may have removed the set.
    this.#byAddress.set(key, neighbors.add(guest));
    return true;
  }

  /** Stops counting a connection: it has closed, or its client has authenticated. */
  leave(guest: Guest): void {
    if (!this.#all.delete(guest)) return;
    const key = guestKey(guest);
    const neighbors = this.#byAddress.get(key);
    neighbors?.delete(guest);
    if (neighbors?.size === 0) this.#byAddress.delete(key);
  }

  /**
   * Closes the oldest idle guest, or else one from an address with several, to free its resources.
   */
  makeRoom(): void {
    if (!this.#closeIdle(this.#all)) this.#closeBusy(1);
  }

  #closeIdle(guests: ReadonlySet<Guest>): boolean {
    for (const guest of guests) {
      if (guest.isIdle()) return this.#close(guest);
    }
    return false;
  }

  /** Closes the oldest guest of the address with the most guests, if it has more than `fewer`. */
  #closeBusy(fewer: number): boolean {
    let most: ReadonlySet<Guest> = new Set();
    for (const guests of this.#byAddress.values()) {
      if (guests.size > most.size) most = guests;
    }
    const [oldest] = most;
    return oldest !== undefined && most.size > fewer && this.#close(oldest);
  }

  #close(guest: Guest): true {
    this.leave(guest);
    this.#onFull(guest);
    guest.close();
    return true;
  }
}

/** The key a guest counts under: its address, or its /64 network of IPv6. */
export function guestKey({ address }: Pick<Guest, "address">): string {
  const parsed = parseAddress(address);
  return parsed ? countedAddress(parsed) : address;
}
