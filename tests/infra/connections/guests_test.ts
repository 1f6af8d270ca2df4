import assert from "node:assert/strict";
import { parseNetwork } from "../../../domain/network_address.ts";
import { type Guest, Guests, proxyTest } from "../../../infra/connections/guests.ts";

class TestGuest implements Guest {
  isBusy = false;
  isClosed = false;

  constructor(readonly address: string) {}

  isIdle() {
    return !this.isBusy;
  }

  close() {
    this.isClosed = true;
  }
}

function enter(guests: Guests, address: string): TestGuest {
  const guest = new TestGuest(address);
  guests.enter(guest);
  return guest;
}

Deno.test("Guests closes the oldest idle connection of an address for a new one", () => {
  const closed: Guest[] = [];
  const guests = new Guests({ perAddress: 2, total: 10 }, (guest) => closed.push(guest));
  const [busy, idle] = [enter(guests, "192.0.2.1"), enter(guests, "192.0.2.1")];
  const other = enter(guests, "192.0.2.2");
  busy.isBusy = true;
  const newest = enter(guests, "192.0.2.1");
  assert.deepEqual(closed, [idle]);
  assert.ok(!busy.isClosed && !other.isClosed && !newest.isClosed);
  assert.equal(guests.size, 3);
});

Deno.test("Guests refuses a connection when all are busy, and doesn't count closed ones", () => {
  const guests = new Guests({ perAddress: 2, total: 10 });
  const first = [enter(guests, "192.0.2.1"), enter(guests, "192.0.2.1")];
  for (const guest of first) guest.isBusy = true;
  const refused = new TestGuest("192.0.2.1");
  assert.equal(guests.enter(refused), false);
  assert.ok(refused.isClosed);
  guests.leave(first[0]!);
  guests.leave(first[0]!);
  assert.equal(guests.enter(new TestGuest("192.0.2.1")), true);
  assert.equal(guests.size, 2);
});

Deno.test("Guests closes the oldest connection of the busiest address for one of a quiet address", () => {
  const guests = new Guests({ perAddress: 4, total: 5 });
  const busy = (address: string) => {
    const guest = enter(guests, address);
    guest.isBusy = true;
    return guest;
  };
  const single = busy("192.0.2.1");
  const flood = [1, 2, 3, 4].map(() => busy("192.0.2.2"));
  const newcomers = [busy("192.0.2.3"), busy("192.0.2.4")];
  assert.deepEqual(flood.map(({ isClosed }) => isClosed), [true, true, false, false]);
  assert.ok(busy("192.0.2.2").isClosed, "no connection makes way for the busiest address");
  guests.makeRoom();
  guests.makeRoom();
  assert.deepEqual(flood.map(({ isClosed }) => isClosed), [true, true, true, false]);
  assert.ok([single, ...newcomers].every(({ isClosed }) => !isClosed));
  assert.equal(guests.size, 4);
});

Deno.test("Guests has a limit for all addresses, and counts an IPv6 network as one address", () => {
  const guests = new Guests({ perAddress: 2, total: 3 });
  const far = enter(guests, "192.0.2.9");
  const neighbors = ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3"]
    .map((address) => enter(guests, address));
  assert.deepEqual(neighbors.map(({ isClosed }) => isClosed), [true, false, false]);
  enter(guests, "2001:db8:0:1::1");
  assert.ok(far.isClosed, "the oldest of all");
  guests.makeRoom();
  assert.ok(neighbors[1]!.isClosed);
});

Deno.test("Guests lets a proxy use the limit for all addresses", () => {
  const networks = [parseNetwork("10.0.0.0/8")!];
  for (const trusted of [1, networks]) {
    const guests = new Guests({ perAddress: 1, total: 3, isProxy: proxyTest(trusted) });
    const all = [1, 2, 3, 4].map(() => enter(guests, "10.1.2.3"));
    assert.deepEqual(all.map(({ isClosed }) => isClosed), [true, false, false, false]);
  }
  for (const trusted of [0, networks]) {
    const guests = new Guests({ perAddress: 1, total: 3, isProxy: proxyTest(trusted) });
    assert.ok([enter(guests, "192.0.2.1"), enter(guests, "192.0.2.1")][0]!.isClosed);
  }
});
