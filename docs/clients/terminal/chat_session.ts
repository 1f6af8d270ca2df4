import type { AnswerDetails__Output } from "../../../infra/grpc/generated/parley/v1/AnswerDetails.ts";
import type { TurnBegun__Output } from "../../../infra/grpc/generated/parley/v1/TurnBegun.ts";
import type { AnswerCall, ChatConnection } from "./chat_connection.ts";
import { type AnswerCalls, resumedAnswer } from "./resumed_answer.ts";
import { type Screen, StreamedText } from "./screen.ts";

/** How an answer ended. */
export type Outcome = AnswerDetails__Output;

/** The last question and its answer, for asking again or continuing. */
export type LastTurn = {
  readonly questionId: string;
  /** The first answer, and the position of its end. */
  readonly answer: { readonly id: string; readonly position: string };
};

type Source = Pick<AnswerCalls, "begin" | "position">;

/** The screens to print to. */
export type Screens = {
  readonly answers: Screen;
  /** For everything else. */
  readonly notes: Screen;
};

/** Longest wait at exit for the server to stop an answer, in milliseconds. */
const MAX_STOP_WAIT_MS = 1_000;

/** Asks questions in one chat after another, and prints the answers as they stream. */
export class ChatSession {
  /** The open chat; if empty, the next question starts a chat. */
  chatId = "";
  /** Model for new chats; if empty, the server's default. */
  model = "";
  /** The last turn of the chat. */
  last: LastTurn | undefined;
  readonly #connection: ChatConnection;
  readonly #screens: Screens;
  #stopping: Promise<unknown> = Promise.resolve();

  constructor(connection: ChatConnection, screens: Screens) {
    this.#connection = connection;
    this.#screens = screens;
  }

  /**
   * Asks a question.
   *
   * @param stop Stops its answers, which keep their text so far.
   * @returns how each answer ended.
   */
  ask(message: string, stop: AbortSignal): Promise<Outcome[]> {
    const { chatId: chat_id, model } = this;
    const request = { message, request_id: crypto.randomUUID() };
    const settings = model ? { settings: { model } } : {};
    const begin = () =>
      chat_id
        ? this.#connection.send({ ...request, chat_id })
        : this.#connection.start({ ...request, ...settings });
    return this.#read({ begin }, stop);
  }

  /** Asks for another answer to the last question. Otherwise like {@link ask}. */
  retry({ questionId: question_id }: LastTurn, stop: AbortSignal): Promise<Outcome[]> {
    const request = { chat_id: this.chatId, question_id, request_id: crypto.randomUUID() };
    return this.#read({ begin: () => this.#connection.regenerate(request) }, stop);
  }

  /** Continues the last answer. Otherwise like {@link ask}. */
  continue({ answer: { id, position } }: LastTurn, stop: AbortSignal): Promise<Outcome[]> {
    const request = { chat_id: this.chatId, answer_id: id, position };
    return this.#read({ begin: () => this.#connection.continue(request), position }, stop);
  }

  /** Follows the last answer, which still streams. Otherwise like {@link ask}. */
  follow(
    { questionId, answer: { id, position } }: LastTurn,
    stop: AbortSignal,
  ): Promise<Outcome[]> {
    const key = { chat_id: this.chatId, answer_id: id };
    const begun = { chat_id: this.chatId, question_id: questionId, answer_ids: [id] };
    const begin = () => withBegun(begun, this.#connection.follow({ ...key, position }));
    return this.#read({ begin, position }, stop);
  }

  /** Resolves when the server has stopped the answers, or takes too long. For use at exit. */
  async stopped(): Promise<void> {
    let timer;
    const tooLong = new Promise((resolve) => timer = setTimeout(resolve, MAX_STOP_WAIT_MS));
    await Promise.race([this.#stopping, tooLong]);
    clearTimeout(timer);
  }

  async #read(source: Source, stop: AbortSignal): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const others: string[] = [];
    const first = new StreamedText(this.#screens.answers);
    try {
      for await (const { begun, delta, ended } of this.#events(source, stop)) {
        if (begun) this.#begin(begun, stop);
        if (delta?.index === 0) await first.push(delta.text);
        else if (delta) others[delta.index] = (others[delta.index] ?? "") + delta.text;
        if (ended?.answer) outcomes[ended.index] = ended.answer;
        if (ended?.answer && ended.index === 0) this.#end(ended.answer);
      }
    } finally {
      await first.end();
    }
    for (const [index, text] of others.entries()) await this.#printOther(index, text);
    return outcomes;
  }

  #events(source: Source, signal: AbortSignal) {
    const { notes } = this.#screens;
    return resumedAnswer({
      ...source,
      follow: (answer) => this.#connection.follow(answer),
      onLost: () => void notes.line(notes.dim("[connection lost, trying again]")),
      signal,
    });
  }

  #begin({ chat_id, question_id, answer_ids }: TurnBegun__Output, stop: AbortSignal): void {
    this.chatId = chat_id;
    this.last = { questionId: question_id, answer: { id: answer_ids[0]!, position: "0" } };
    const stopAll = () => this.#stopping = this.#stop(chat_id, answer_ids);
    if (stop.aborted) stopAll();
    else stop.addEventListener("abort", stopAll, { once: true });
  }

  async #stop(chatId: string, answerIds: readonly string[]): Promise<void> {
    const { notes } = this.#screens;
    try {
      await Promise.all(answerIds.map((id) => this.#connection.stop(chatId, id)));
    } catch {
      await notes.line(
        notes.red("Cannot stop the answer. Press Ctrl-C again to quit without stopping it"),
      );
    }
  }

  #end({ position }: Outcome): void {
    if (this.last) this.last = { ...this.last, answer: { ...this.last.answer, position } };
  }

  async #printOther(index: number, text: string | undefined): Promise<void> {
    if (text === undefined) return;
    const { answers } = this.#screens;
    await answers.line(answers.dim(`\n[answer ${index + 1}]`));
    const printed = new StreamedText(answers);
    await printed.push(text);
    await printed.end();
  }
}

/** Adds the event `begun` in front of a call that follows an answer. */
async function* withBegun(begun: TurnBegun__Output, call: AnswerCall): AnswerCall {
  yield { event: { begun } };
  yield* call;
}
