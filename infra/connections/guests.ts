import {
  countedAddress,
  isWithin,
  type Network,
  parseAddress,
} from "../../domain/network_address.ts";

/** A connection whose client has not authenticated yet. */
export interface Guest {
  /** Network address of the peer. */
  readonly address: string;
  /** Whether nothing is under way on it, so that it can be closed without a loss. */
  isIdle(): boolean;
  /** Closes the connection. */
  close(): void;
}

/** How many guests there may be. */
export type GuestLimits = {
  /** From one address, or one network of IPv6. */
  readonly perAddress: number;
  /** From everywhere. */
  readonly total: number;
  /** Whether an address is a proxy's, which may have all of `total`; none is by default. */
  readonly isProxy?: (address: string) => boolean;
};

/**
 * Guests of the HTTP port. Browsers and programs authenticate with their first request and are then
 * no guests any more, so these suffice for many behind one address, even if all connect at once.
 */
export const WEB_GUESTS: GuestLimits = { perAddress: 512, total: 2_048 };

/** Guests of the gRPC port, where a client has one connection for all its calls. */
export const GRPC_GUESTS: GuestLimits = { perAddress: 64, total: 1_024 };

/**
 * Tells whether a peer is a proxy, whose address all of its clients have.
 *
 * @param trusted How many proxies there are before the port, or the networks that they are in.
 */
export function proxyTest(trusted: number | readonly Network[]): (address: string) => boolean {
  if (typeof trusted === "number") return () => trusted > 0;
  return (address) => {
    const parsed = parseAddress(address);
    return parsed !== null && trusted.some((network) => isWithin(parsed, network));
  };
}

/**
 * The guests of a port. If there are too many, the oldest idle one makes way for the newest. If
 * none is idle, the oldest of the address with most makes way, as long as the newest comes from an
 * address with fewer: a flood, whatever it does on its connections, never keeps out addresses with
 * few.
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

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether a guest is a proxy, whose connections are many clients'. */
  isProxy({ address }: Guest): boolean {
    return this.#limits.isProxy?.(address) ?? false;
  }

  /** Lets a new connection in. @returns Whether there is room; a refused guest is closed. */
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
    // Only now: the guests that made way may have taken an empty set away.
    this.#byAddress.set(key, neighbors.add(guest));
    return true;
  }

  /** Counts a connection no more: it has ended, or its client has authenticated. */
  leave(guest: Guest): void {
    if (!this.#all.delete(guest)) return;
    const key = guestKey(guest);
    const neighbors = this.#byAddress.get(key);
    neighbors?.delete(guest);
    if (neighbors?.size === 0) this.#byAddress.delete(key);
  }

  /** Closes the oldest idle guest, or one of many that an address has, to free what it holds. */
  makeRoom(): void {
    if (!this.#closeIdle(this.#all)) this.#closeBusy(1);
  }

  #closeIdle(guests: ReadonlySet<Guest>): boolean {
    for (const guest of guests) {
      if (guest.isIdle()) return this.#close(guest);
    }
    return false;
  }

  /** Closes the oldest guest of the address with most, if those are more than `fewer`. */
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

/** What a guest counts under: its address, or its network of IPv6. */
export function guestKey({ address }: Pick<Guest, "address">): string {
  const parsed = parseAddress(address);
  return parsed ? countedAddress(parsed) : address;
}
