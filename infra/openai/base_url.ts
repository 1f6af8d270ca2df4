import {
  isWithin,
  type Network,
  parseAddress,
  parseNetwork,
} from "../../domain/network_address.ts";

/** Paths of calls, which are added to a base URL and don't belong into it. */
const CALL = /\/(chat\/completions|completions|responses|embeddings|models)$/;

/** Addresses of this machine and of private networks: RFC 6890, section 2.2; RFC 4193. */
const privateNetworks = [
  ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
  ...["100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10"],
].map((network) => parseNetwork(network)) as readonly Network[];

/**
 * The base URL in a URL that ends with the path of a call, such as `…/v1/chat/completions`.
 *
 * @returns It without user name and password, for a message; `null` when the path ends otherwise.
 */
export function withoutCall(url: string): string | null {
  const base = URL.parse(url);
  if (!base || !CALL.test(base.pathname)) return null;
  return `${base.origin}${base.pathname.replace(CALL, "")}`;
}

/** Whether a base URL's path has a version, such as `/v1` or `/v1beta/openai`. */
export function hasVersion(baseUrl: string): boolean {
  return /\/v\d[^/]*(\/|$)/.test(new URL(baseUrl).pathname);
}

/**
 * Whether a server is the operator's own rather than a public one: its address is private, or its
 * name is one of a local network or of a container.
 */
export function isOwnServer(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  const address = parseAddress(hostname);
  if (address) return privateNetworks.some((network) => isWithin(address, network));
  return !hostname.includes(".") || /\.(local|localhost|internal|lan|home\.arpa)$/.test(hostname);
}
