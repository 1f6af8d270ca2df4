import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { firstTurn } from "../../../contracts/sample_turns.ts";

// Begins a turn, prints that, then stores text and prints how much, until it is killed.

const database = await openDatabase(Deno.args[0]!);
const turns = new SqlTurnGateway(database);
const turn = firstTurn();
const answerId = turn.answers[0]!.id;
await turns.begin(turn);
console.log(`${turn.chat.id} ${answerId}`);
for (let position = 0;; position += 10) {
  await turns.appendChunks([{ answerId, position, text: "0123456789" }]);
  console.log(position + 10);
}
