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
 * The caller's network address as rate limits count it. Starting with the peer, each trusted proxy
 * is believed about the address that it saw. Proxies append to `X-Forwarded-For`, so it is read
 * from its end; the caller can make up the entries before those. An entry that is no address ends
 * the search.
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

/** The request's origin for rate limits and the list of sessions; its signal tells of a hang-up. */
export function caller(c: Context<RouteEnv>, site: Site): Caller {
  const { signal } = c.req.raw;
  return { client: clientAddress(c, site), userAgent: c.req.header("User-Agent"), signal };
}

/** @param index How many proxies are between this server and the proxy with this address. */
function isTrusted(
  proxies: TrustedProxies,
  address: NetworkAddress | null,
  index: number,
): boolean {
  if (typeof proxies === "number") return index < proxies;
  return address !== null && proxies.some((network) => isWithin(address, network));
}
