import type { ServerWritableStream } from "@grpc/grpc-js";
import { cutPlace } from "../../../domain/characters.ts";
import type { App } from "../../../domain/app.ts";
import type { TurnEvent, TurnFollow } from "../../../domain/answers/turn_follow.ts";
import type { AnswerEvent } from "../generated/parley/v1/AnswerEvent.ts";
import { drained } from "../paced_call.ts";
import { toAnswerDetails } from "./to_message.ts";

/** A call that streams answers. */
export type AnswerCall<Request> = ServerWritableStream<Request, { event?: AnswerEvent | null }>;

/**
 * Most UTF-16 code units in one event, however much text arrived while the client did not read. In
 * UTF-8 that is well below the 4 MiB that clients accept as one message by default.
 */
const MAX_PIECE = 256 * 1024;

/**
 * Sends the new text of answers, and their ends, at the pace at which the client reads.
 *
 * @returns Whether all of them have ended; if not, the client hung up or the server stopped.
 */
export async function sendAnswers<Request>(
  app: App,
  call: AnswerCall<Request>,
  follow: TurnFollow & { readonly signal: AbortSignal },
): Promise<boolean> {
  let running = follow.answers.length;
  for await (const events of app.followTurn(follow)) {
    for (const event of events) {
      for (const part of toAnswerEvents(event)) await sendEvent(call, part, follow.signal);
      if (event.kind === "ended") running--;
    }
  }
  return running === 0;
}

/** Sends an event, and waits while the client is slow to read. @param signal Ends the wait. */
export async function sendEvent<Request>(
  call: AnswerCall<Request>,
  event: AnswerEvent,
  signal: AbortSignal,
): Promise<void> {
  if (!call.write({ event })) await drained(call, signal);
}

/** Converts an event; a long text becomes several. */
function* toAnswerEvents(event: TurnEvent): Iterable<AnswerEvent> {
  const { index } = event;
  if (event.kind === "ended") {
    return yield { ended: { index, answer: toAnswerDetails(event.answer) } };
  }
  const { text, position } = event;
  const start = position - text.length;
  for (let from = 0; from < text.length;) {
    const to = cutPlace(text, Math.min(from + MAX_PIECE, text.length));
    const delta = { index, text: text.slice(from, to), position: start + to };
    yield event.kind === "delta" ? { delta } : { thinking: delta };
    from = to;
  }
}
