import assert from "node:assert/strict";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { sampleTime } from "./sample_turns.ts";
import { sampleUser } from "./sample_users.ts";

const DAY = 86_400_000;

/** What a {@link DeviceGateway} does. */
export function deviceGatewayContract(kind: GatewayKind): void {
  contract(
    kind,
    "find() recognizes a browser for the accounts that signed in there",
    async (gateways) => {
      const { devices, users, other } = gateways;
      const [user, somebody, stranger] = [sampleUser(), sampleUser(), sampleUser()];
      for (const each of [user, somebody, stranger]) await users.create(each, "hash");
      const { secret, expiresAt } = await devices.remember(user.id, "made up");
      assert.notEqual(secret, "made up");
      assert.equal(expiresAt.getTime(), sampleTime.getTime() + 400 * DAY);
      const shared = await other.devices.remember(somebody.id, secret);
      assert.equal(shared.secret, secret);
      const found = await devices.find(secret, user.email);
      assert.ok(found && !found.includes(secret));
      assert.equal(await other.devices.find(secret, somebody.email), found);
      assert.equal(await devices.find(secret, stranger.email), null);
      assert.equal(await devices.find(secret, "nobody@example.com"), null);
      for (const made of ["", "made up", found, secret.slice(1), "x".repeat(4000)]) {
        assert.equal(await devices.find(made, user.email), null, made.slice(0, 20));
      }
      assert.notEqual((await devices.remember(stranger.id)).secret, secret);
    },
  );

  contract(kind, "a new password and a deletion forget all browsers", async (gateways) => {
    const { devices, users, erasures } = gateways;
    const [user, somebody] = [sampleUser(), sampleUser()];
    for (const each of [user, somebody]) await users.create(each, "hash");
    const { secret } = await devices.remember(user.id);
    await devices.remember(somebody.id, secret);
    await users.changePassword(user.id, "other");
    assert.equal(await devices.find(secret, user.email), null);
    assert.notEqual(await devices.find(secret, somebody.email), null);
    await erasures.begin(somebody.id, sampleTime);
    assert.equal(await devices.find(secret, somebody.email), null);
    assert.notEqual((await devices.remember(user.id, secret)).secret, secret);
  });

  contract(
    kind,
    "a browser is known while it is used, and only the last few of an account",
    async (all) => {
      const { devices, users, clock } = all;
      const user = sampleUser();
      await users.create(user, "hash");
      const { secret } = await devices.remember(user.id);
      clock.time += 399 * DAY;
      assert.equal((await devices.remember(user.id, secret)).secret, secret);
      clock.time += 399 * DAY;
      assert.notEqual(await devices.find(secret, user.email), null);
      clock.time += DAY;
      assert.equal(await devices.find(secret, user.email), null);
      assert.notEqual((await devices.remember(user.id, secret)).secret, secret);
      const secrets: string[] = [];
      for (let i = 0; i < 21; i++) {
        clock.time++;
        secrets.push((await devices.remember(user.id)).secret);
      }
      assert.equal(await devices.find(secrets[0]!, user.email), null);
      assert.notEqual(await devices.find(secrets[1]!, user.email), null);
    },
  );
}
