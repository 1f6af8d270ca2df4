import type { Bench, TreeParley } from "../bench.ts";
import { questions } from "../load/questions.ts";
import { storedChats } from "../load/stored_chats.ts";
import { quantile } from "../quantile.ts";
import { inRounds } from "../rounds.ts";

const LENGTHS = [10, 10_000] as const;
const TURNS = 20;

/** Messages of usual length, of which the window of 8,192 tokens holds 52. */
const question = { content: "What would you say of this? ".repeat(2), tokens: 14 };
const answer = { content: "There is a lot to be said about it. ".repeat(30), tokens: 300 };

/** Measures a turn, to the first text, in a chat of few messages and in one of very many. */
export async function measureLongChat(bench: Bench): Promise<void> {
  const chats = [];
  for (const parley of bench.parleys) chats.push(...await longChats(parley));
  const [short, long] = LENGTHS.map(nameOf) as [string, string];
  bench.report.add({
    title: "From POST to the first text in a long chat, ms",
    columns: ["p50"],
    rounds: await inRounds(bench, chats, async ({ target }) => {
      const times: number[] = [];
      for (let i = 0; i < TURNS; i++) {
        times.push(await bench.load.run("firstText", { target, question: questions.word }));
      }
      return [quantile(times, 0.5)];
    }),
    base: short,
    digits: 2,
    goals: [{ name: "a turn in a long chat", subject: long, base: short, atMost: 1.2 }],
  });
}

async function longChats({ tree, origin, data, visitor }: TreeParley) {
  const { storeChat } = await storedChats(tree);
  return await Promise.all(LENGTHS.map(async (messages) => {
    const stored = { email: visitor.email, messages, question, answer };
    const chatId = await storeChat(`sqlite:${data}/parley.db`, stored);
    const target = { kind: "page", origin, cookies: [visitor.cookie], chatId } as const;
    return { name: tree.label(nameOf(messages)), target };
  }));
}

function nameOf(messages: number): string {
  return `turn in a chat of ${messages} messages`;
}
