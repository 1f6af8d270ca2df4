import assert from "node:assert/strict";
import { createGateways } from "../../../infra/create_gateways.ts";
import { SystemClock } from "../../../infra/system_clock.ts";
import { uuidV7 } from "../../../infra/uuid_v7.ts";
import { firstTurn } from "../../contracts/sample_turns.ts";
import { databases } from "../../support/databases.ts";

const mysql = databases()[1]!;

Deno.test({
  // InnoDB refuses a document whose number is lower than that of one which overtook it.
  name: "MySQL: entries of search are all stored, however many are made at the same time",
  ignore: mysql.ignore,
  async fn() {
    await using database = await mysql.open();
    const turn = firstTurn();
    await createGateways(database, new SystemClock()).turns.begin(turn);
    const words = "m1a";
    const entry = () => ({ shelf: "m1", chat_id: turn.chat.id, message_id: uuidV7(), words });
    // As many at a time as the pool has connections: who waits for one too long is refused.
    await Promise.all(Array.from({ length: 10 }, async () => {
      for (let count = 0; count < 30; count++) {
        await database.run((db) => db.insertInto("search_entries").values(entry()).execute());
      }
    }));
    const stored = await database.run((db) =>
      db.selectFrom("search_entries").select("message_id").where("words", "=", words).execute()
    );
    assert.equal(stored.length, 300);
  },
});
