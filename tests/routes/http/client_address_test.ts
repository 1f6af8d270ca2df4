import assert from "node:assert/strict";
import { Hono } from "hono";
import { parseNetwork } from "../../../domain/network_address.ts";
import { clientAddress } from "../../../routes/http/client_address.ts";
import type { RouteEnv } from "../../../routes/route_env.ts";
import type { TrustedProxies } from "../../../routes/site.ts";

type Way = { readonly forwarded?: string; readonly peer?: string };

async function seen(trustedProxies: TrustedProxies, { forwarded, peer }: Way): Promise<string> {
  const site = {
    publicUrl: null,
    signUpOpen: true,
    isDemo: false,
    trustedProxies,
    images: [],
  };
  const routes = new Hono<RouteEnv>().get("/", (c) => c.text(clientAddress(c, site)));
  const headers = new Headers(forwarded === undefined ? [] : [["X-Forwarded-For", forwarded]]);
  const response = await routes.request("/", { headers }, peer ? { clientAddress: peer } : {});
  return await response.text();
}

/** How an address counts if it is the peer's. */
function direct(peer: string): Promise<string> {
  return seen(0, { peer });
}

const forwarded = "203.0.113.66, 198.51.100.9";

Deno.test("clientAddress() is the peer's, whatever its headers say", async () => {
  const peer = "192.0.2.7";
  assert.equal(await seen(0, { peer, forwarded }), await direct(peer));
  assert.notEqual(await direct("192.0.2.7"), await direct("192.0.2.8"));
  assert.equal(await seen(0, { forwarded }), "unknown");
});

Deno.test("clientAddress() trusts a proxy only about the address that it saw itself", async () => {
  const peer = "192.0.2.7";
  assert.equal(await seen(1, { peer, forwarded }), await direct("198.51.100.9"));
  assert.equal(await seen(1, { peer }), await direct(peer));
  assert.equal(await seen(1, { forwarded }), await direct("198.51.100.9"));
});

Deno.test("clientAddress() goes back through all trusted proxies", async () => {
  const peer = "10.0.0.1";
  const chain = "9.9.9.9, 203.0.113.66, 10.0.0.3, 10.0.0.2";
  assert.equal(await seen(3, { peer, forwarded: chain }), await direct("203.0.113.66"));
  assert.equal(await seen(9, { peer, forwarded: "203.0.113.66" }), await direct("203.0.113.66"));
  const own = [parseNetwork("10.0.0.0/8")!, parseNetwork("fd00::/8")!];
  assert.equal(await seen(own, { peer, forwarded: chain }), await direct("203.0.113.66"));
  assert.equal(await seen(own, { peer: "192.0.2.7", forwarded: chain }), await direct("192.0.2.7"));
  assert.equal(await seen(own, { forwarded: chain }), "unknown");
});

Deno.test("clientAddress() is the same for all of a household's addresses and ports", async () => {
  const peer = "192.0.2.7";
  const via = (forwarded: string) => seen(1, { peer, forwarded });
  assert.equal(await via("198.51.100.9:4711"), await via("198.51.100.9:4712"));
  assert.equal(await via("[2001:db8::1]:80"), await via("2001:db8::abcd:2"));
  assert.equal(await via("::ffff:198.51.100.9"), await via("198.51.100.9"));
  assert.notEqual(await via("2001:db8::1"), await via("2001:db8:0:1::1"));
});

Deno.test("clientAddress() ignores entries that are no address", async () => {
  const peer = "192.0.2.7";
  for (const forwarded of ["made up", "", "1.2.3.4, unknown", "x".repeat(5000)]) {
    assert.equal(await seen(1, { peer, forwarded }), await direct(peer), forwarded.slice(0, 20));
  }
});
