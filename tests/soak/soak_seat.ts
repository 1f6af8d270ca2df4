import type { ChatServiceClient } from "../../infra/grpc/generated/pb/ChatService.ts";
import { bearer } from "../support/grpc/client.ts";
import type { PageClient } from "../support/browser/page_client.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { awaitStored, readAnswer, readSlowly, type SoakAnswer, stopAnswer } from "./soak_reader.ts";
import { shownWords, soakQuestion } from "./soak_text.ts";

/** The ways to read an answer. */
export const habits = [
  ...["reads", "reconnects", "reloads", "leaves", "stops", "reads slowly"] as const,
  ...["calls", "calls and cancels"] as const,
];

/** One of {@link habits}. */
export type Habit = typeof habits[number];

/** Relative frequency of each habit. */
const frequencies: Readonly<Record<Habit, number>> = {
  "reads": 8,
  "reconnects": 4,
  "reloads": 2,
  "leaves": 2,
  "stops": 2,
  "reads slowly": 1,
  "calls": 1,
  "calls and cancels": 1,
};

/** Turns of a chat before a new one is begun. */
const TURNS_PER_CHAT = 4;

/** Words of the shortest and the longest answer. */
const WORDS = [100, 500] as const;

/** Characters of a word, with its markup. */
const WORD_LENGTH = 11;

/** A simulated user who asks questions one after another and reads the answers in many ways. */
export class SoakSeat {
  readonly #page: PageClient;
  readonly #client: ChatServiceClient;
  #chatId: string | null = null;
  #turns = 0;

  constructor(page: PageClient, client: ChatServiceClient) {
    this.#page = page;
    this.#client = client;
  }

  /** Asks a question and reads its answer to the end. @throws {Error} when the answer is wrong. */
  async ask(): Promise<Habit> {
    const habit = chooseHabit();
    const tag = `t${crypto.randomUUID().slice(0, 6)}`;
    const words = between(...WORDS);
    if (habit === "calls" || habit === "calls and cancels") {
      await this.#call(tag, words, { isCancelled: habit !== "calls" });
    } else {
      const answer = await this.#send(tag, words);
      const shown = await see(answer, habit);
      if (shown !== words) {
        throw new Error(`Answer ${tag} has ${shown} of ${words} words: ${habit}`);
      }
    }
    return habit;
  }

  async #send(tag: string, words: number): Promise<SoakAnswer> {
    const question = soakQuestion(tag, words);
    const chatId = this.#turns++ % TURNS_PER_CHAT === 0 ? null : this.#chatId;
    // A chat with a failure is not continued.
    this.#chatId = null;
    const turn = chatId === null
      ? await this.#page.startChat(question)
      : await this.#page.send(chatId, question);
    return { ...turn, page: this.#page, tag, words };
  }

  /** Asks over gRPC and reads the answer. */
  async #call(tag: string, words: number, { isCancelled }: { isCancelled: boolean }) {
    const request = { user_id: "soak-program", user_message: soakQuestion(tag, words) };
    const call = this.#client.ChatStream(request, bearer(SERVICE_TOKEN));
    const timer = isCancelled ? setTimeout(() => call.cancel(), between(500, 8000)) : undefined;
    let shown: number | null = 0;
    call.on("data", ({ content }) => shown = shownWords(content, tag));
    const { promise, resolve } = Promise.withResolvers<string>();
    call.on("error", () => {});
    call.on("status", ({ code, details }) => resolve(`${code}: ${details}`));
    const status = await promise;
    clearTimeout(timer);
    if (!isCancelled && shown !== words) {
      throw new Error(`Call ${tag} has ${shown} of ${words} words, and ends with ${status}`);
    }
  }
}

/** @returns the number of words shown at the end; for a stopped answer, the most it could have. */
async function see(answer: SoakAnswer, habit: Habit): Promise<number> {
  const length = answer.words * WORD_LENGTH;
  switch (habit) {
    case "reconnects": {
      const drops = Array.from({ length: between(1, 5) }, () => between(1, length));
      return await readAnswer(answer, drops.toSorted((a, b) => a - b));
    }
    case "reloads":
      for (let i = between(1, 4); i > 0; i--) await glance(answer, between(1, length));
      return await readAnswer(answer);
    case "leaves":
      await glance(answer, 0);
      return await awaitStored(answer);
    case "stops":
      await stopAnswer(answer, between(0, length));
      return answer.words;
    case "reads slowly":
      return await readSlowly(answer);
    default:
      return await readAnswer(answer);
  }
}

/** Loads the page, follows the answer up to a position, then disconnects. */
async function glance(answer: SoakAnswer, position: number): Promise<void> {
  await answer.page.get(`/chats/${answer.chatId}`);
  const stream = await answer.page.events(answer);
  await stream.read(() => Number(stream.lastId) >= position);
  await stream.cancel();
}

function chooseHabit(): Habit {
  const sum = habits.reduce((sum, habit) => sum + frequencies[habit], 0);
  let at = Math.random() * sum;
  return habits.find((habit) => (at -= frequencies[habit]) < 0) ?? "reads";
}

/** A random whole number, both ends included. */
function between(min: number, max: number): number {
  return Math.floor(min + Math.random() * (max - min + 1));
}
