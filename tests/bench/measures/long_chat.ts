import type { Bench } from "../bench.ts";
import { quantile } from "../quantile.ts";
import { questions } from "../load/questions.ts";
import { storeChat } from "../load/store_chat.ts";
import { figure, printTable, ratio } from "../table.ts";

const LENGTHS = [10, 10_000];
const TURNS = 60;
const WARM_UP = 10;

/** Messages of usual length, of which the window of 8,192 tokens holds 52. */
const question = { content: "What would you say of this? ".repeat(2), tokens: 14 };
const answer = { content: "There is a lot to be said about it. ".repeat(30), tokens: 300 };

/** Measures a turn, to the first text, in a chat of few messages and in one of very many. */
export async function measureLongChat({ data, parley, visitor, load }: Bench): Promise<void> {
  const { origin } = parley;
  const { cookie, email } = visitor;
  const chats = await Promise.all(LENGTHS.map(async (messages) => {
    const stored = { email, messages, question, answer };
    const chatId = await storeChat(`sqlite:${data}/parley.db`, stored);
    return { messages, chatId, times: [] as number[] };
  }));
  for (let i = -WARM_UP; i < TURNS; i++) {
    for (const { chatId, times } of chats) {
      const target = { kind: "page", origin, cookies: [cookie], chatId } as const;
      const took = await load.run("firstText", { target, question: questions.word });
      if (i >= 0) times.push(took);
    }
  }
  const medians = chats.map(({ times }) => quantile(times, 0.5));
  printTable({
    title: "From POST to the first text in a long chat, median",
    columns: ["ms", "ratio"],
    rows: chats.map(({ messages }, i) => ({
      name: `${messages} messages`,
      cells: [figure(medians[i]!, 2), ratio(medians[i]!, medians[0])],
    })),
  });
}
