/** An IP address. IPv4 in IPv6 (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2) is IPv4. */
export type NetworkAddress = {
  readonly version: 4 | 6;
  /** Its 32 or 128 bits as a number, the first bit highest. */
  readonly bits: bigint;
};

/** The addresses whose first `length` bits are those of this one. */
export type Network = NetworkAddress & { readonly length: number };

/** Longest text that is parsed: an IPv6 address with a zone and a port is shorter. */
const MAX_TEXT = 100;

/**
 * Leading bits of an IPv6 address that a site gets at least (RFC 6177); it chooses the others
 * itself.
 */
const SITE_BITS = 64n;

const MAPPED_IPV4 = 0xffffn;

/**
 * Reads an address as proxies write it: brackets, a port and a zone are allowed, and dropped.
 *
 * @returns `null` for anything else.
 */
export function parseAddress(text: string): NetworkAddress | null {
  if (text.length > MAX_TEXT) return null;
  const v4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.exec(text)?.[1];
  if (v4) return parseIpv4(v4);
  const v6 = /^(?:\[([\da-f:.]+)(?:%[^\]]*)?\](?::\d+)?|([\da-f:.]+)(?:%.*)?)$/i.exec(text);
  return v6 && parseIpv6(v6[1] ?? v6[2]!);
}

/**
 * Reads a network in CIDR notation (RFC 4632), such as `10.0.0.0/8`, or a single address.
 *
 * @returns `null` for anything else.
 */
export function parseNetwork(text: string): Network | null {
  const [, start, length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(start ?? "");
  if (!address) return null;
  const network = { ...address, length: length === undefined ? bitsOf(address) : Number(length) };
  return network.length <= bitsOf(address) ? network : null;
}

/** Whether a network contains an address. */
export function isWithin(address: NetworkAddress, network: Network): boolean {
  const rest = BigInt(bitsOf(network) - network.length);
  return address.version === network.version && address.bits >> rest === network.bits >> rest;
}

/** The key by which to count an address: an IPv4 address itself, the /64 of an IPv6 address. */
export function countedAddress({ version, bits }: NetworkAddress): string {
  return version === 4
    ? bits.toString(16)
    : `${(bits >> 128n - SITE_BITS).toString(16)}/${SITE_BITS}`;
}

function bitsOf({ version }: NetworkAddress): 32 | 128 {
  return version === 4 ? 32 : 128;
}

function parseIpv4(text: string): NetworkAddress | null {
  const bytes = text.split(".").map(Number);
  if (bytes.some((byte) => byte > 255)) return null;
  return { version: 4, bits: joined(bytes, 8n) };
}

function parseIpv6(text: string): NetworkAddress | null {
  // The URL standard's own parser leaves hexadecimal groups and at most one "::".
  const host = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (host === undefined) return null;
  const [head, tail] = host.split("::").map((half) => half === "" ? [] : half.split(":"));
  const zeros = tail ? Array<string>(8 - head!.length - tail.length).fill("0") : [];
  const groups = [...head!, ...zeros, ...tail ?? []].map((group) => parseInt(group, 16));
  const bits = joined(groups, 16n);
  return bits >> 32n === MAPPED_IPV4
    ? { version: 4, bits: bits & 0xffffffffn }
    : { version: 6, bits };
}

function joined(parts: readonly number[], size: bigint): bigint {
  return parts.reduce((bits, part) => bits << size | BigInt(part), 0n);
}
