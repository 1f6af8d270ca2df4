import assert from "node:assert/strict";
import type { Log } from "../../../domain/log.ts";
import { createSearchUseCases } from "../../../domain/search.ts";
import { catchUpSearch } from "../../../infra/db/search_catch_up.ts";
import { SqlSearchGateway } from "../../../infra/db/sql_search_gateway.ts";
import { SqlTurnGateway } from "../../../infra/db/sql_turn_gateway.ts";
import { answeredTurn, ended, nextTurn } from "../../contracts/sample_turns.ts";
import { databases } from "../../support/databases.ts";

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: catchUpSearch() enters what was said before there was search, once`,
    ignore,
    async fn() {
      await using database = await open();
      const turns = new SqlTurnGateway(database);
      const first = await answeredTurn(turns, { content: "Old words" });
      for (let i = 0; i < 60; i++) await answeredTurn(turns, { content: `More ${i}` });
      await database.db.deleteFrom("search_entries").execute();
      const running = nextTurn(first.chat, { content: "Running words" });
      await turns.begin(running);

      const search = createSearchUseCases({ search: new SqlSearchGateway(database) });
      const find = async (query: string) =>
        (await search.searchChats({ userId: "user", query, limit: 500 })).hits;
      assert.deepEqual(await find("words"), []);
      const log = recordingLog();
      const { signal } = new AbortController();
      await Promise.all([
        catchUpSearch(database, { log, signal }),
        catchUpSearch(database, { log, signal }),
      ]);
      assert.equal((await find("words")).length, 2);
      assert.equal((await find("more")).length, 60);
      assert.equal((await find("chat")).length, 61);
      assert.ok(log.lines.every((line) => line.startsWith("Search knows")));
      await turns.finish(ended(running, { content: "Last words" }));
      assert.equal((await find("words")).length, 3);

      // Once is enough.
      await database.db.deleteFrom("search_entries").execute();
      await catchUpSearch(database, { log, signal });
      assert.deepEqual(await find("words"), []);
    },
  });
}

function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, debug: note, info: note, warn: note, error: note };
}
