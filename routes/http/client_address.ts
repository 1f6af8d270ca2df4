import type { Context } from "hono";
import type { Caller } from "../../domain/accounts/accounts.ts";
import {
  countedAddress,
  isWithin,
  type NetworkAddress,
  parseAddress,
} from "../../domain/network_address.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site, TrustedProxies } from "../site.ts";

/**
 * What the caller's network address counts under, for rate limits. From the peer's address on, it is that
 * which the last trusted proxy has seen, as `X-Forwarded-For` has it: proxies write at its end, and what
 * stands before that the caller can make up. What is no address ends the way.
 */
export function clientAddress(c: Context<RouteEnv>, { trustedProxies }: Site): string {
  let address = parseAddress(c.env?.clientAddress ?? "");
  const forwarded = c.req.header("X-Forwarded-For")?.split(",").reverse() ?? [];
  for (const [index, entry] of forwarded.entries()) {
    if (!isTrusted(trustedProxies, address, index)) break;
    const before = parseAddress(entry.trim());
    if (!before) break;
    address = before;
  }
  return address ? countedAddress(address) : "unknown";
}

/** Where a request comes from, for rate limits and the list of sessions, and whether it still waits. */
export function caller(c: Context<RouteEnv>, site: Site): Caller {
  const { signal } = c.req.raw;
  return { client: clientAddress(c, site), userAgent: c.req.header("User-Agent"), signal };
}

/** @param index How many proxies are between us and the one with this address. */
function isTrusted(
  proxies: TrustedProxies,
  address: NetworkAddress | null,
  index: number,
): boolean {
  if (typeof proxies === "number") return index < proxies;
  return address !== null && proxies.some((network) => isWithin(address, network));
}
