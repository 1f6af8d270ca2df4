import { AnswerFeed } from "./answer_feed.ts";
import { AppError } from "./app_error.ts";
import type { TokenUsage } from "./chat.ts";
import type { Clock } from "./clock.ts";
import {
  CompletionError,
  type CompletionErrorCode,
  type CompletionEvent,
  type CompletionProvider,
  type CompletionRequest,
  type FinishReason,
} from "./completion_provider.ts";
import type { Log } from "./log.ts";
import type { Answer, Turn } from "./message.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { TurnGateway } from "./turn_gateway.ts";

/** How often the text of running answers is stored, in milliseconds. */
const STORE_INTERVAL = 500;

/** A process that has not beaten for this long is taken for dead, in milliseconds. */
const STALE_AFTER = 15_000;

/** How often each process looks for answers of dead ones, in milliseconds. */
const RECOVERY_INTERVAL = 5_000;

/** What the runner works with. */
export type AnswerRunnerDeps = {
  readonly provider: CompletionProvider;
  readonly turns: TurnGateway;
  readonly tokenizer: Tokenizer;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this process among those on the same database. */
  readonly instanceId: string;
};

/** What a turn's model is asked, with our own count of it for upstreams that report no usage. */
export type Prompt = CompletionRequest & { readonly tokens: number };

/** Why a turn is aborted; becomes its answers' state. */
type AbortReason = "stopped" | "interrupted";

/** One choice of a turn while it is made. */
type RunningAnswer = {
  readonly answer: Answer;
  readonly feed: AnswerFeed;
  /** How much of the text is in the database. */
  stored: number;
  finishReason: FinishReason | null;
};

type RunningTurn = {
  readonly turn: Turn;
  readonly prompt: Prompt;
  readonly answers: readonly RunningAnswer[];
  readonly abort: AbortController;
  usage: TokenUsage | null;
  /** Set once the model is done; from then on the text is stored as a whole, not in chunks. */
  ending: boolean;
  done: Promise<void>;
};

type Outcome = Pick<Answer, "state" | "errorCode">;

/**
 * Makes answers, apart from the requests that began them: reads the provider, feeds followers,
 * stores the text in one loop for all answers of the process, and stores how each turn ended.
 */
export class AnswerRunner {
  readonly #deps: AnswerRunnerDeps;
  /** By answer id; the n answers of a turn share their value. */
  readonly #running = new Map<string, RunningTurn>();
  readonly #loopEnd = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #tick: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: AnswerRunnerDeps) {
    this.#deps = deps;
  }

  /**
   * Joins the living processes, recovers what dead ones left, and begins the loop that stores
   * running answers.
   */
  async start(): Promise<void> {
    await this.#beat();
    await this.#recover();
    this.#loop = this.#run();
  }

  /** @throws {AppError} `unavailable` once the process is shutting down. */
  assertOpen(): void {
    if (this.#closed) throw new AppError("unavailable", "The server is stopping; please try again");
  }

  /** Makes the answers of a turn that was just stored. Returns at once. */
  begin(turn: Turn, prompt: Prompt): void {
    const answers = turn.answers.map((answer) => ({
      answer,
      feed: new AnswerFeed(),
      stored: 0,
      finishReason: null,
    }));
    const abort = new AbortController();
    const done = Promise.resolve();
    const running: RunningTurn = {
      ...{ turn, prompt, answers, abort, done },
      usage: null,
      ending: false,
    };
    for (const { answer } of answers) this.#running.set(answer.id, running);
    running.done = this.#generate(running);
  }

  /** The feed of an answer that this process is making for this user's chat, if it is. */
  feed(userId: string, chatId: string, answerId: string): AnswerFeed | undefined {
    const { answer, feed } = this.#find(answerId) ?? {};
    return answer?.userId === userId && answer.chatId === chatId ? feed : undefined;
  }

  /**
   * Stops the turn of an answer that this process is making and waits until that is stored.
   *
   * @returns whether this process was making it.
   */
  async stop(answerId: string): Promise<boolean> {
    const running = this.#running.get(answerId);
    running?.abort.abort("stopped" satisfies AbortReason);
    await running?.done;
    return running !== undefined;
  }

  /**
   * Takes no more turns, waits up to `graceMs` for running ones, then interrupts and stores them,
   * and leaves the list of living processes.
   */
  async shutdown(graceMs: number): Promise<void> {
    this.#closed = true;
    const turns = new Set(this.#running.values());
    const done = Promise.all([...turns].map((running) => running.done));
    const graceEnd = new AbortController();
    await Promise.race([done, this.#deps.clock.sleep(graceMs, graceEnd.signal)]);
    graceEnd.abort();
    for (const running of turns) running.abort.abort("interrupted" satisfies AbortReason);
    this.#loopEnd.abort();
    await Promise.all([done, this.#loop]);
    await this.#deps.turns.leave(this.#deps.instanceId);
  }

  async #generate(running: RunningTurn): Promise<void> {
    const { signal } = running.abort;
    let outcome: Outcome = { state: "complete", errorCode: null };
    try {
      for await (const event of this.#deps.provider.complete(running.prompt, signal)) {
        apply(running, event);
      }
    } catch (error) {
      outcome = signal.aborted
        ? { state: signal.reason as AbortReason, errorCode: null }
        : { state: "failed", errorCode: this.#reportFailure(running, error) };
    }
    await this.#finish(running, outcome);
  }

  async #finish(running: RunningTurn, outcome: Outcome): Promise<void> {
    running.ending = true;
    const answers = await this.#endedAnswers(running, outcome);
    // A tick under way may still insert chunks, which finishing drops.
    await this.#tick;
    const { userId, id: questionId, chatId } = running.turn.question;
    await this.#untilStored(() => this.#deps.turns.finish({ userId, chatId, questionId, answers }));
    running.answers.forEach(({ answer, feed }, index) => {
      this.#running.delete(answer.id);
      feed.end(answers[index]!);
    });
  }

  /** The prompt is billed once however many choices it gets, so the first answer carries it. */
  #endedAnswers({ answers, usage, prompt }: RunningTurn, outcome: Outcome): Promise<Answer[]> {
    return Promise.all(answers.map(async ({ answer, feed, finishReason }, index) => {
      const content = feed.text;
      const tokens = await this.#deps.tokenizer.count(content, answer.model);
      return {
        ...answer,
        ...outcome,
        content,
        tokens,
        finishReason,
        promptTokens: index === 0 ? usage?.promptTokens ?? prompt.tokens : 0,
        completionTokens: answers.length === 1 ? usage?.completionTokens ?? tokens : tokens,
        finishedAt: this.#deps.clock.now(),
      };
    }));
  }

  /** Tries again while the database is away: what was said must not be lost. */
  async #untilStored(store: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await store();
      } catch (error) {
        this.#deps.log.error("Cannot store an ended answer; trying again", error);
        if (this.#loopEnd.signal.aborted) return;
        await this.#deps.clock.sleep(STORE_INTERVAL, this.#loopEnd.signal);
      }
    }
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    const end = this.#loopEnd.signal;
    let nextRecovery = 0;
    while (!end.aborted) {
      this.#tick = this.#storeText().catch((error) => log.error("Cannot store answers", error));
      await this.#tick;
      if (clock.now().getTime() >= nextRecovery) {
        nextRecovery = clock.now().getTime() + RECOVERY_INTERVAL;
        await this.#beat().then(() => this.#recover())
          .catch((error) => log.error("Cannot recover answers", error));
      }
      await clock.sleep(STORE_INTERVAL, end);
    }
  }

  async #storeText(): Promise<void> {
    if (this.#running.size === 0) return;
    const grown = this.#answers()
      .map((answer) => ({ answer, text: answer.feed.text }))
      .filter(({ answer, text }) => text.length > answer.stored);
    if (grown.length > 0) {
      await this.#deps.turns.appendChunks(grown.map(({ answer, text }) => ({
        answerId: answer.answer.id,
        position: answer.stored,
        text: text.slice(answer.stored),
      })));
      for (const { answer, text } of grown) answer.stored = text.length;
    }
    await this.#beat();
  }

  async #beat(): Promise<void> {
    const { turns, clock, instanceId } = this.#deps;
    const stopped = await turns.heartbeat(instanceId, [...this.#running.keys()], clock.now());
    for (const id of stopped) this.#running.get(id)?.abort.abort("stopped" satisfies AbortReason);
  }

  async #recover(): Promise<void> {
    const now = this.#deps.clock.now();
    const count = await this.#deps.turns.interruptStale(new Date(now.getTime() - STALE_AFTER), now);
    if (count > 0) this.#deps.log.warn("Interrupted answers of a process that died", { count });
  }

  /** The answers that are being written, without those whose model is done. */
  #answers(): RunningAnswer[] {
    const turns = new Set(this.#running.values());
    return [...turns].filter(({ ending }) => !ending).flatMap(({ answers }) => answers);
  }

  #find(answerId: string): RunningAnswer | undefined {
    return this.#running.get(answerId)?.answers.find(({ answer }) => answer.id === answerId);
  }

  #reportFailure(running: RunningTurn, error: unknown): CompletionErrorCode {
    const fields = { chatId: running.turn.chatId, questionId: running.turn.question.id };
    if (!(error instanceof CompletionError)) {
      this.#deps.log.error("Cannot make an answer", error, fields);
      return "internal";
    }
    this.#deps.log.warn(`The model's server failed: ${error.message}`, {
      ...fields,
      code: error.code,
    });
    return error.code;
  }
}

function apply(running: RunningTurn, event: CompletionEvent): void {
  if (event.type === "usage") {
    running.usage = event;
    return;
  }
  const answer = running.answers[event.index];
  if (!answer) return;
  if (event.type === "text") answer.feed.append(event.text);
  else answer.finishReason = event.reason;
}
