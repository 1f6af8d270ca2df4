import assert from "node:assert/strict";
import { SqlErasureGateway } from "../../../../infra/db/accounts/erasure_gateway.ts";
import { SqlRightGateway } from "../../../../infra/db/accounts/right_gateway.ts";
import { SqlApiTokenGateway } from "../../../../infra/db/accounts/api_token_gateway.ts";
import { SqlUserGateway } from "../../../../infra/db/accounts/user_gateway.ts";
import { LuciaSessionGateway } from "../../../../infra/accounts/lucia_session_gateway.ts";
import type { Right } from "../../../../domain/accounts/right_gateway.ts";
import { sampleUser } from "../../../contracts/sample_users.ts";
import { databases } from "../../../support/databases/databases.ts";

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: SqlRightGateway.findEnded() finds the ended rights among any number`,
    ignore,
    async fn() {
      await using database = await open();
      const rights = new SqlRightGateway(database);
      const user = sampleUser();
      await new SqlUserGateway(database).create(user, "hash");
      const sessions = new LuciaSessionGateway(database);
      await sessions.create(user.id);
      const [session] = await sessions.list(user.id);
      const now = new Date();
      const in1s = new Date(now.getTime() + 1000);
      const apiToken = {
        id: crypto.randomUUID(),
        userId: user.id,
        name: "t",
        scopes: ["chat:read"] as const,
        createdAt: now,
        expiresAt: in1s,
        lastUsedAt: null,
      };
      await new SqlApiTokenGateway(database).create(apiToken, "hash");
      const lasting: Right[] = [
        { kind: "session", id: session!.id },
        { kind: "apiToken", id: apiToken.id },
        { kind: "account", id: user.id },
        { kind: "account", id: "whom only a program knows" },
      ];
      const gone = Array.from({ length: 900 }, (_, n): Right => ({
        kind: n % 2 ? "session" : "apiToken",
        id: `gone-${n}`,
      }));
      const asked = [...gone.slice(0, 450), ...lasting, ...gone.slice(450)];
      const found = await rights.findEnded(asked, now);
      assert.deepEqual(new Set(found), new Set(gone));
      assert.deepEqual(await rights.findEnded(lasting, in1s), [lasting[1]]);
      assert.deepEqual(await rights.findEnded([], now), []);

      await new SqlErasureGateway(database).begin(user.id, now);
      const ended = await rights.findEnded(lasting, now);
      assert.deepEqual(ended.map(({ kind }) => kind), ["session", "apiToken", "account"]);
      assert.ok(!ended.includes(lasting[3]!));
    },
  });
}
