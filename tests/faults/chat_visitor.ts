import { PageClient, type PageTurn, Refused } from "../support/browser/page_client.ts";
import { recitalQuestion, recitalText } from "../support/upstream/reciter.ts";
import { type Random, randomWhole } from "../support/suite/seeded_random.ts";
import { storedAnswer } from "../support/databases/stored_messages.ts";
import { type FollowedOnPage, followOnPage } from "../support/app/followed_answer.ts";
import type { Database } from "../../infra/db/connection/database.ts";

/** What a visitor knows of a question. */
export type Asked = {
  readonly question: string;
  readonly requestId: string;
  /** The chat it was sent to, or `null` for a new chat. */
  readonly chatId: string | null;
  /** Set when the question is acknowledged. */
  turn: PageTurn | null;
  /** How often the upstream may have been asked for the answer. */
  requests: number;
  /** One entry for each time the visitor followed the answer. */
  readonly followed: FollowedOnPage[];
  /** The longest text found stored so far, in UTF-16 code units. */
  stored: number;
};

/** The process that a visitor uses. */
export type Target = {
  readonly origin: string;
  /** Set when the process is killed: from then on requests may fail. */
  isKilled: boolean;
  /** Set when nothing new should be asked. */
  isOver: boolean;
};

/** A simulated user who asks, reads, asks again, and returns after the server was killed. */
export class ChatVisitor {
  /** Everything this visitor asked, oldest first. */
  readonly asked: Asked[] = [];
  readonly #page: PageClient;
  readonly #name: string;
  readonly #random: Random;
  /** Chats whose last answer has ended, as far as the visitor knows. */
  readonly #free = new Set<string>();
  /** Questions whose answer can be continued. */
  readonly #interrupted = new Set<Asked>();

  private constructor(page: PageClient, name: string, random: Random) {
    this.#page = page;
    this.#name = name;
    this.#random = random;
  }

  /** Creates an account. @param name Prefix of the names of the texts that the visitor asks for. */
  static async signUp(origin: string, name: string, random: Random): Promise<ChatVisitor> {
    return new ChatVisitor(await PageClient.signUp(origin), name, random);
  }

  /**
   * Chats until the process is killed or asking ends.
   *
   * @throws {Error} when a request fails before the kill, or an answer is wrong.
   */
  async chat(target: Target): Promise<void> {
    this.#page.origin = target.origin;
    try {
      while (!target.isKilled && !target.isOver) await this.#act(target);
    } catch (error) {
      if (!target.isKilled) throw error;
    }
  }

  /**
   * Call while nothing streams. Finds out which chats are free and which answers were cut off, and
   * asks one short question in each chat, except some whose answer is continued later.
   */
  async comeBack(target: Target, database: Database): Promise<void> {
    this.#page.origin = target.origin;
    const last = new Map(this.asked.map((asked) => [asked.turn?.chatId, asked]));
    for (const [chatId, asked] of last) {
      if (!chatId || !asked.turn) continue;
      this.#free.add(chatId);
      const { state, content } = await storedAnswer(database, asked.turn);
      const canContinue = state === "interrupted" && content !== "";
      if (canContinue && this.#random() < 0.5) this.#interrupted.add(asked);
      else await this.#ask(target, this.#newQuestion(chatId, 1));
    }
  }

  async #act(target: Target): Promise<void> {
    const unanswered = this.asked.find(({ turn }) => turn === null);
    if (unanswered) return await this.#ask(target, unanswered);
    const [interrupted] = this.#interrupted;
    if (interrupted && this.#random() < 0.5) return await this.#continue(target, interrupted);
    const [chatId] = this.#free;
    const isNew = chatId === undefined || this.#random() < 0.4;
    const words = randomWhole(this.#random, 1, 150);
    await this.#ask(target, this.#newQuestion(isNew ? null : chatId, words));
  }

  #newQuestion(chatId: string | null, words: number): Asked {
    const question = recitalQuestion(`${this.#name}q${this.asked.length}`, words);
    const requestId = crypto.randomUUID();
    const asked = { question, requestId, chatId, turn: null, requests: 1, followed: [], stored: 0 };
    this.asked.push(asked);
    return asked;
  }

  async #ask(target: Target, asked: Asked): Promise<void> {
    const { question, requestId, chatId } = asked;
    if (chatId) this.#free.delete(chatId);
    for (const other of this.#interrupted) {
      if (other.turn?.chatId === chatId) this.#interrupted.delete(other);
    }
    const path = chatId ? `/chats/${chatId}/messages` : "/chats";
    asked.turn = turnIn(await this.#page.post(path, { message: question, requestId }));
    await this.#follow(target, asked);
  }

  async #continue(target: Target, asked: Asked): Promise<void> {
    const { chatId, answerId } = asked.turn!;
    this.#free.delete(chatId);
    this.#interrupted.delete(asked);
    asked.requests++;
    const path = `/chats/${chatId}/answers/${answerId}/continue`;
    await this.#page.post(path, { position: String(asked.stored) });
    await this.#follow(target, asked);
  }

  async #follow(target: Target, asked: Asked): Promise<void> {
    const { question, turn } = asked;
    const followed = await followOnPage(this.#page, turn!);
    asked.followed.push(followed);
    const { isEnd, html } = await followed.over;
    if (!isEnd) {
      if (!target.isKilled) throw new Error(`The events of "${question}" broke off`);
      return;
    }
    if (html.includes(recitalText(question))) this.#free.add(turn!.chatId);
    else if (!html.includes("The server stopped before")) {
      throw new Error(`The answer to "${question}" ended as ${html}`);
    }
  }
}

/** The turn in the response to a form; its answer may have ended by then. */
function turnIn(html: string): PageTurn {
  const [, chatId] = /action="\/chats\/([\w-]+)\/messages"/.exec(html) ?? [];
  const answers = html.matchAll(/id="message-([\w-]+)" class="message answer"/g);
  const [, answerId] = [...answers].at(-1) ?? [];
  if (!chatId || !answerId) throw new Refused(200, html, new Headers());
  return { chatId, answerId };
}
