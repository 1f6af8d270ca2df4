import { type ServiceError, status } from "@grpc/grpc-js";
import type { AnswerEvent__Output } from "../../../infra/grpc/generated/parley/v1/AnswerEvent.ts";
import type { AnswerCall } from "./chat_connection.ts";

/** An answer, and the position up to which it was read. */
export type ReadAnswer = {
  readonly chat_id: string;
  readonly answer_id: string;
  /** In the server's own notation. */
  position: string;
};

/** The calls that read answers. */
export type AnswerCalls = {
  /** Asks for the answers. It is repeated if no response came, so it must be idempotent. */
  begin(): AnswerCall;
  /** Follows an answer that has begun. */
  follow(answer: ReadAnswer): AnswerCall;
  /** Position at which the new text begins: 0, unless an answer is continued. */
  readonly position?: string;
  /** Called if the first try to reconnect fails. */
  onLost(): void;
  /** Ends the tries to reconnect. */
  readonly signal: AbortSignal;
};

/** Waits between tries in milliseconds: the first one, doubled up to the longest. */
const WAITS = { first: 250, longest: 5_000 };

/** With these waits, about a minute. */
const MAX_FAILURES = 15;

type OpenAnswer = ReadAnswer & { readonly index: number };

/**
 * Reads answers to their end. After a lost connection it resumes each answer from its position.
 *
 * @throws {ServiceError} if the server refuses a call, or can't be reached for a minute.
 */
export async function* resumedAnswer(
  calls: AnswerCalls,
): AsyncGenerator<AnswerEvent__Output, void> {
  let open: OpenAnswer[] | undefined;
  for (let failures = 0;;) {
    const followed: OpenAnswer | undefined = open?.[0];
    let lost: unknown = endedEarly();
    try {
      for await (const { event } of followed ? calls.follow(followed) : calls.begin()) {
        failures = 0;
        if (!event || followed && event.begun) continue;
        open ??= openAnswers(event, calls.position);
        const told: AnswerEvent__Output = followed ? withIndex(event, followed.index) : event;
        open = advance(open, told);
        yield told;
      }
    } catch (error) {
      lost = error;
    }
    if (open?.length === 0) return;
    if (followed && !open?.includes(followed)) continue;
    if (!isLost(lost) || failures === MAX_FAILURES || calls.signal.aborted) throw lost;
    if (failures === 1) calls.onLost();
    await pause(failures++, calls.signal);
  }
}

function endedEarly(): Pick<ServiceError, "code" | "details"> {
  const details = "the stream ended before the answer did";
  return Object.assign(new Error(details), { code: status.UNAVAILABLE, details });
}

function openAnswers({ begun }: AnswerEvent__Output, position = "0"): OpenAnswer[] {
  if (!begun) throw new Error("The server streams text before it names the answer");
  const { chat_id, answer_ids } = begun;
  return answer_ids.map((answer_id, index) => ({ chat_id, answer_id, index, position }));
}

/** The answers that are still open after an event. */
function advance(open: OpenAnswer[], { delta, ended }: AnswerEvent__Output): OpenAnswer[] {
  const told = open.find(({ index }) => index === delta?.index);
  if (told) told.position = delta!.position;
  return ended ? open.filter(({ index }) => index !== ended.index) : open;
}

/** Sets the answer's index in its turn: in a call that follows one answer, its index is 0. */
function withIndex({ delta, ended }: AnswerEvent__Output, index: number): AnswerEvent__Output {
  return { ...delta && { delta: { ...delta, index } }, ...ended && { ended: { ...ended, index } } };
}

function isLost(error: unknown): boolean {
  return (error as { code?: unknown }).code === status.UNAVAILABLE;
}

/** Waits longer after each failure, with jitter, so that clients don't all return at once. */
function pause(failures: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(WAITS.first * 2 ** failures, WAITS.longest);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
