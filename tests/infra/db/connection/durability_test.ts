import assert from "node:assert/strict";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { idleInstance } from "../../../contracts/sample_turns.ts";
import { databases } from "../../../support/databases/databases.ts";

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: stored text survives the kill of its process`,
    ignore,
    async fn() {
      await using database = await open();
      const { chatId, answerId, acknowledged } = await writeUntilKilled(database.url);
      const turns = new SqlTurnGateway(database);
      const now = new Date();
      assert.equal(await turns.interruptStale(idleInstance, { staleAfter: 0, now }), 1);
      const answer = await turns.findAnswer("user", chatId, answerId);
      assert.equal(answer?.state, "interrupted");
      assert.ok(answer.content.length >= acknowledged);
      assert.match(answer.content, /^(0123456789)+$/);
    },
  });
}

/** @returns the text that the process had reported as stored before it was killed. */
async function writeUntilKilled(url: string) {
  const script = new URL("write_process.ts", import.meta.url).href;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", script, url],
    stdout: "piped",
  }).spawn();
  let output = "";
  let isKilled = false;
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (isKilled || output.split("\n").length <= 50) continue;
    process.kill("SIGKILL");
    isKilled = true;
  }
  assert.equal((await process.status).signal, "SIGKILL");
  const [ids, ...counts] = output.split("\n").slice(0, -1);
  const [chatId, answerId] = ids!.split(" ");
  return { chatId: chatId!, answerId: answerId!, acknowledged: Number(counts.at(-1)) };
}
