/** Statements that are committed together, with their values. */
export type StoreBatch = readonly (readonly [sql: string, values: readonly string[]])[];

type Waiting = { readonly batch: StoreBatch; readonly resolve: () => void };

/**
 * The least that keeps a chat: a question and its empty answer before the model is asked, and the
 * answer's text at its end, each on disk before the client learns of it. The batches that wait are
 * committed together, in a thread of its own.
 */
export class RelayStore {
  readonly #worker = new Worker(new URL("relay_store_worker.ts", import.meta.url), {
    type: "module",
  });
  #waiting: Waiting[] = [];
  #underWay: readonly Waiting[] | null = null;

  /** @param file A new SQLite file. */
  constructor(file: string) {
    this.#worker.onmessage = () => this.#settle();
    this.#worker.postMessage(file);
  }

  /** Stores a chat with its question. @returns The id of the answer. */
  async begin(question: string): Promise<string> {
    const [chat, answer] = [crypto.randomUUID(), crypto.randomUUID()];
    const insert = "insert into messages (id, chat_id, role, content) values (?, ?, ?, ?)";
    await this.#write([
      ["insert into chats (id, title) values (?, ?)", [chat, question]],
      [insert, [crypto.randomUUID(), chat, "user", question]],
      [insert, [answer, chat, "assistant", ""]],
    ]);
    return answer;
  }

  /** Stores the whole text of an answer. */
  async finish(answer: string, text: string): Promise<void> {
    await this.#write([["update messages set content = ? where id = ?", [text, answer]]]);
  }

  #write(batch: StoreBatch): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ batch, resolve });
      this.#next();
    });
  }

  #next(): void {
    if (this.#underWay || this.#waiting.length === 0) return;
    this.#underWay = this.#waiting.splice(0);
    this.#worker.postMessage(this.#underWay.map(({ batch }) => batch));
  }

  #settle(): void {
    const written = this.#underWay!;
    this.#underWay = null;
    this.#next();
    for (const { resolve } of written) resolve();
  }
}
