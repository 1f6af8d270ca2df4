import type { Chat } from "../../../../domain/chats/chat.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { uuidV7 } from "../../../../infra/runtime/uuid_v7.ts";
import { answeredTurn } from "../../../contracts/sample_turns.ts";
import type { TestDatabase } from "../../../support/databases/databases.ts";

/**
 * Stores a chat of one long branch.
 *
 * @param count Its messages: a question, and answers to answers.
 */
export async function longChat(
  database: TestDatabase,
  count: number,
): Promise<Chat> {
  const { chat } = await answeredTurn(new SqlTurnGateway(database), { userId: `user of ${count}` });
  const template = await database.db.selectFrom("messages").selectAll()
    .where("chat_id", "=", chat.id).where("role", "=", "assistant").executeTakeFirstOrThrow();
  let activeLeaf = chat.activeLeaf;
  const rows = Array.from({ length: count - 2 }, () => {
    const id = uuidV7();
    const row = { ...template, id, parent_id: activeLeaf, turn_id: id, tokens: 1 };
    activeLeaf = id;
    return row;
  });
  for (let start = 0; start < rows.length; start += 500) {
    await database.db.insertInto("messages").values(rows.slice(start, start + 500)).execute();
  }
  await database.db.updateTable("chats").set({ active_leaf: activeLeaf })
    .where("id", "=", chat.id).execute();
  return { ...chat, activeLeaf };
}
