import { type ServiceError, status } from "@grpc/grpc-js";
import type { AnswerEvent__Output } from "../../../infra/grpc/generated/parley/v1/AnswerEvent.ts";
import type { AnswerCall } from "./chat_connection.ts";

/** An answer and how much of it was read. */
export type ReadAnswer = {
  readonly chat_id: string;
  readonly answer_id: string;
  /** As the server gave it. */
  position: string;
};

/** How answers are read. */
export type AnswerCalls = {
  /** Asks for them; is called again when no response ever came, so it must be idempotent. */
  begin(): AnswerCall;
  /** Reads on one that was begun. */
  follow(answer: ReadAnswer): AnswerCall;
  /** Where the text that will come begins: 0, unless an answer is continued. */
  readonly position?: string;
  /** Is told when the connection is lost for longer than nobody would notice. */
  onLost(): void;
  /** Lets a lost connection be lost. */
  readonly signal: AbortSignal;
};

/** Waits in milliseconds: the first, and the longest that doubling leads to. */
const WAITS = { first: 250, longest: 5_000 };

/** As many waits as make about a minute. */
const MAX_FAILURES = 15;

type OpenAnswer = ReadAnswer & { readonly index: number };

/**
 * Reads answers to their ends, also when the connection is lost meanwhile: then each goes on where it
 * broke off.
 *
 * @throws {ServiceError} when the server refuses, or stays away for a minute.
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

/** What is still open after an event. */
function advance(open: OpenAnswer[], { delta, ended }: AnswerEvent__Output): OpenAnswer[] {
  const told = open.find(({ index }) => index === delta?.index);
  if (told) told.position = delta!.position;
  return ended ? open.filter(({ index }) => index !== ended.index) : open;
}

/** One that is followed alone is told of as the first; here it keeps its place in its turn. */
function withIndex({ delta, ended }: AnswerEvent__Output, index: number): AnswerEvent__Output {
  return { ...delta && { delta: { ...delta, index } }, ...ended && { ended: { ...ended, index } } };
}

function isLost(error: unknown): boolean {
  return (error as { code?: unknown }).code === status.UNAVAILABLE;
}

/** Waits longer after each failure, and not as long as others that failed at the same time. */
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
