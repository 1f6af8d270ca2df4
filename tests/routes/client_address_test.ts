import assert from "node:assert/strict";
import { Hono } from "hono";
import { clientAddress } from "../../routes/client_address.ts";
import type { RouteEnv } from "../../routes/route_deps.ts";

const peer = { clientAddress: "192.0.2.7" };
const forwarded = { headers: { "X-Forwarded-For": "203.0.113.66, 198.51.100.9" } };

function addressSeen(trustProxy: boolean, init: RequestInit) {
  const site = {
    ...{ publicUrl: null, signUpOpen: true, isDemo: false },
    ...{ trustProxy, images: [] },
  };
  const routes = new Hono<RouteEnv>().get("/", (c) => c.text(clientAddress(c, site)));
  return Promise.resolve(routes.request("/", init, peer)).then((response) => response.text());
}

Deno.test("clientAddress() is the peer's, whatever it claims", async () => {
  assert.equal(await addressSeen(false, forwarded), "192.0.2.7");
});

Deno.test("clientAddress() believes a trusted proxy only in what it saw itself", async () => {
  assert.equal(await addressSeen(true, forwarded), "198.51.100.9");
  assert.equal(await addressSeen(true, {}), "192.0.2.7");
});
