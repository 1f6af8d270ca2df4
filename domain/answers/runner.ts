import { AppError, RETRY_SECONDS } from "../app_error.ts";
import type { Answer, AnswerKey, Turn } from "../chats/message.ts";
import type { Prompt } from "../chats/token_window.ts";
import {
  CompletionError,
  type CompletionEvent,
  type CompletionProvider,
} from "../models/completion_provider.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import { said } from "../said.ts";
import { AnswerJournal, type AnswerJournalDeps } from "./journal.ts";
import type { AnswerMetrics, EndedAnswer } from "./metrics.ts";
import type { Refit } from "./refit.ts";
import {
  type AbortReason,
  type RunningAnswer,
  RunningTurn,
  type WrittenAnswer,
} from "./running_turn.ts";

/** What the runner works with. */
export type AnswerRunnerDeps = AnswerJournalDeps & {
  readonly provider: CompletionProvider;
  readonly tokenizer: Tokenizer;
  readonly metrics?: AnswerMetrics;
  /** Called for every turn that ends in this process, before its followers learn of it. */
  readonly onEnd?: (turn: Turn, answers: readonly Answer[]) => void;
};

/** How long a call to stop an answer waits for the database, in milliseconds. */
const STORE_PATIENCE = 2_000;

type Outcome = Pick<Answer, "state" | "errorCode" | "retryAt">;

/** Outcome of a choice that the model finished, whatever happens to the others. */
const COMPLETE: Outcome = { state: "complete", errorCode: null, retryAt: null };

/** Outcome of a choice that the model's server never finished. */
const BROKEN_OFF: Outcome = {
  state: "failed",
  errorCode: "upstream_broken_off",
  retryAt: null,
};

/**
 * Writes answers, independent of the requests that began them: reads the provider, feeds followers,
 * and stores how each turn ended.
 */
export class AnswerRunner {
  readonly #deps: AnswerRunnerDeps;
  /** By answer id; the n answers of a turn share one value. */
  readonly #running = new Map<string, RunningTurn>();
  readonly #journal: AnswerJournal;
  /** Turns that are being stored and will then be answered here. */
  readonly #beginnings = new Set<Promise<unknown>>();
  #isOpen = true;
  #isGraceOver = false;

  constructor(deps: AnswerRunnerDeps) {
    this.#deps = deps;
    this.#journal = new AnswerJournal(deps, this.#running);
  }

  /** Sends the first heartbeat and starts to store running answers. */
  async start(): Promise<void> {
    await this.#journal.start();
  }

  /**
   * Runs a call that stores a turn and begins it here. A shutdown waits for it.
   *
   * @throws {AppError} `unavailable` once the process is shutting down.
   */
  async admit<T>(store: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const beginning = store();
    this.#beginnings.add(beginning);
    try {
      return await beginning;
    } finally {
      this.#beginnings.delete(beginning);
    }
  }

  /** Starts to write the answers of a turn that was just stored. Returns at once. */
  begin(turn: Turn, prompt: Prompt, refit: Refit): void {
    const running = new RunningTurn(turn, prompt, this.#deps.clock);
    for (const { id } of turn.answers) {
      this.#running.set(id, running);
      this.#deps.metrics?.answerBegan();
    }
    if (this.#isGraceOver) running.abort("interrupted");
    running.done = this.#generate(running, refit);
  }

  /** An answer of this user's chat, if this process is writing it. */
  find({ userId, chatId, answerId }: AnswerKey): RunningAnswer | undefined {
    const { answers } = this.#running.get(answerId) ?? {};
    return answers?.find(({ answer }) =>
      answer.id === answerId && answer.userId === userId && answer.chatId === chatId
    );
  }

  /**
   * Stops the turn of an answer that this process is writing. Waits until the end is stored, at
   * most for some time.
   *
   * @returns whether this process was writing it.
   */
  async stop(answerId: string): Promise<boolean> {
    const running = this.#running.get(answerId);
    if (!running) return false;
    running.abort("stopped");
    const stored = new AbortController();
    running.done.then(() => stored.abort());
    await this.#deps.clock.sleep(STORE_PATIENCE, stored.signal);
    return true;
  }

  /**
   * Takes no more turns, waits up to `graceMs` for running ones, then interrupts and stores them,
   * and removes this process from the list of running ones.
   */
  async shutdown(graceMs: number): Promise<void> {
    this.#isOpen = false;
    const done = this.#allDone();
    const graceEnd = new AbortController();
    await Promise.race([done, this.#deps.clock.sleep(graceMs, graceEnd.signal)]);
    graceEnd.abort();
    this.#isGraceOver = true;
    for (const running of this.#running.values()) running.abort("interrupted");
    await this.#journal.close(done);
  }

  #assertOpen(): void {
    if (this.#isOpen) return;
    throw new AppError("unavailable", said`The server is stopping; please try again`, {
      details: { retryAfterSeconds: RETRY_SECONDS },
    });
  }

  async #allDone(): Promise<void> {
    await Promise.allSettled(this.#beginnings);
    await Promise.all([...this.#running.values()].map((running) => running.done));
  }

  async #generate(running: RunningTurn, refit: Refit): Promise<void> {
    let outcome = COMPLETE;
    const { clock } = this.#deps;
    const asked = clock.now().getTime();
    let isSilent = true;
    try {
      for await (const event of this.#complete(running, refit)) {
        if (isSilent && event.type === "text") {
          isSilent = false;
          this.#deps.metrics?.firstText((clock.now().getTime() - asked) / 1000);
        }
        running.apply(event);
        if (running.isFull) break;
      }
    } catch (error) {
      outcome = running.signal.aborted
        ? { state: running.signal.reason as AbortReason, errorCode: null, retryAt: null }
        : this.#failure(running, error);
      // A server that is silent for too long has begun to work.
      if (outcome.state === "failed" && outcome.errorCode !== "upstream_timeout") running.fail();
    }
    await this.#finish(running, outcome);
  }

  /** Asks once more with a shorter prompt if the server states a smaller context size. */
  async *#complete(running: RunningTurn, refit: Refit): AsyncIterable<CompletionEvent> {
    const { provider } = this.#deps;
    try {
      yield* provider.complete(running.prompt, running.signal);
    } catch (error) {
      const size = error instanceof CompletionError ? error.contextTokens : null;
      const prompt = size === null || running.isAnswered ? null : await refit(size);
      if (!prompt) throw error;
      running.prompt = prompt;
      yield* provider.complete(prompt, running.signal);
    }
  }

  async #finish(running: RunningTurn, outcome: Outcome): Promise<void> {
    running.flush();
    running.isEnding = true;
    const answers = await this.#endedAnswers(running, outcome);
    // A write in progress may still insert chunks; finishing must come after it, to delete them.
    await this.#journal.settled();
    const { chatId, question: { id: questionId, userId } } = running.turn;
    const { instanceId } = this.#deps;
    const isStored = await this.#journal.untilStored(() =>
      this.#deps.turns.finish({ userId, chatId, questionId, answers, instanceId })
    );
    const shown = isStored === false ? await this.#storedAnswers(answers) : answers;
    this.#deps.onEnd?.(running.turn, shown);
    running.answers.forEach(({ answer, feed }, index) => {
      this.#running.delete(answer.id);
      this.#deps.metrics?.answerEnded(usedFor(answer, answers[index]!, shown[index]!));
      feed.end(shown[index]!);
    });
  }

  /** The stored state of answers that another process has ended or continued. */
  #storedAnswers(answers: readonly Answer[]): Promise<Answer[]> {
    return Promise.all(answers.map(async (answer) => {
      const { userId, chatId, id } = answer;
      const stored = await this.#deps.turns.findAnswer(userId, chatId, id).catch(() => null);
      return stored ?? answer;
    }));
  }

  #endedAnswers(running: RunningTurn, outcome: Outcome): Promise<Answer[]> {
    return Promise.all(running.answers.map(async ({ answer, finishReason, sources }, index) => {
      const written = running.writtenOf(index);
      const { content } = written;
      const { thinking, counted } = await this.#thinkingOf(running, index, written);
      const tokens = await this.#deps.tokenizer.count(content, answer.model);
      const usage = running.usageOf(index, tokens + counted);
      const finishedAt = this.#deps.clock.now();
      const ending = finishReason === null ? unfinished(outcome) : COMPLETE;
      return {
        ...answer,
        ...ending,
        ...usage,
        leftOut: running.leftOut,
        content,
        thinking,
        ...sources && { sources },
        tokens,
        finishReason,
        finishedAt,
      };
    }));
  }

  async #thinkingOf(running: RunningTurn, index: number, { thinking }: WrittenAnswer) {
    if (!thinking) {
      // Many servers count thinking that they don't show.
      const tokens = running.thinkingTokensOf(index, 0);
      return { thinking: tokens > 0 ? { text: "", milliseconds: 0, tokens } : null, counted: 0 };
    }
    const { model } = running.answers[index]!.answer;
    const counted = await this.#deps.tokenizer.count(thinking.text, model);
    const tokens = running.thinkingTokensOf(index, counted);
    return { thinking: { ...thinking, tokens }, counted };
  }

  #failure({ turn }: RunningTurn, error: unknown): Outcome {
    const fields = { chatId: turn.chatId, questionId: turn.question.id };
    if (!(error instanceof CompletionError)) {
      this.#deps.log.error("Cannot make an answer", error, fields);
      return { state: "failed", errorCode: "internal", retryAt: null };
    }
    const { code, message, waitMs } = error;
    this.#deps.log.warn(`The model's server failed: ${message}`, { ...fields, code });
    const retryAt = waitMs === null ? null : new Date(this.#deps.clock.now().getTime() + waitMs);
    return { state: "failed", errorCode: code, retryAt };
  }
}

/** Outcome of an answer without a finish reason from the model. */
function unfinished(outcome: Outcome): Outcome {
  return outcome.state === "complete" ? BROKEN_OFF : outcome;
}

/**
 * Tokens that this process used for an answer, not counting what a continued answer had used
 * before.
 */
function usedFor(before: Answer, made: Answer, { state, errorCode }: Answer): EndedAnswer {
  return {
    state,
    errorCode,
    promptTokens: (made.promptTokens ?? 0) - (before.promptTokens ?? 0),
    completionTokens: Math.max(0, (made.completionTokens ?? 0) - (before.completionTokens ?? 0)),
  };
}
