import { AppError, isUnavailable } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import { type Said, said } from "../said.ts";
import type { Right, RightGateway } from "./right_gateway.ts";

/** How often the rights of open streams are checked, in milliseconds. */
const LOOK_INTERVAL = 500;

/** What {@link HeldRights} works with. */
export type HeldRightsDeps = {
  readonly rights: RightGateway;
  readonly clock: Clock;
  readonly log: Log;
};

/** Ends a stream because its right has ended. */
export type EndOfRight = (reason: AppError) => void;

/** The use case of streams, which may last longer than their caller's right. */
export interface RightUseCases {
  /**
   * Watches the right of an open stream.
   *
   * @param end Called once, soon after the right has ended in any process, with `unauthenticated`
   * or, when the service acts for a user, `not_found`.
   * @returns A function to call when the stream has ended; `end` is not called after it.
   */
  holdRight(right: Right, end: EndOfRight): () => void;
}

/** A right with open streams, and how to end each. */
type HeldRight = { readonly right: Right; readonly ends: Set<EndOfRight> };

/**
 * Ends a stream when the right it was opened with ends. One loop serves all of a process's streams
 * while any is open; it asks the database, so it learns what other processes did. While the
 * database can't be reached, streams go on.
 */
export class HeldRights implements RightUseCases {
  readonly #deps: HeldRightsDeps;
  readonly #held = new Map<string, HeldRight>();
  readonly #looks: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(deps: HeldRightsDeps) {
    this.#deps = deps;
    this.#looks = new OutageLog(deps.log, "check whether the rights of open streams have ended");
  }

  holdRight(right: Right, end: EndOfRight): () => void {
    const key = `${right.kind} ${right.id}`;
    const held = this.#held.get(key) ?? { right, ends: new Set() };
    this.#held.set(key, held);
    // A new function for each stream, because callers may pass the same one for several.
    const own: EndOfRight = (reason) => end(reason);
    held.ends.add(own);
    this.#loop ??= this.#run();
    return () => {
      held.ends.delete(own);
      if (held.ends.size === 0 && this.#held.get(key) === held) this.#held.delete(key);
    };
  }

  /** Stops looking. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  /** Each right was checked when its stream began, so the loop sleeps before its first check. */
  async #run(): Promise<void> {
    const { clock } = this.#deps;
    while (this.#held.size > 0 && !this.#end.signal.aborted) {
      await clock.sleep(LOOK_INTERVAL, this.#end.signal);
      await this.#looks.try(() => this.#look());
    }
    this.#loop = null;
  }

  async #look(): Promise<void> {
    const looked = [...this.#held.values()];
    if (looked.length === 0) return;
    const { rights, clock } = this.#deps;
    const ended = await rights.findEnded(looked.map(({ right }) => right), clock.now())
      .catch(noneWhileAway);
    const isEnded = new Set(ended);
    for (const { right, ends } of looked.filter(({ right }) => isEnded.has(right))) {
      for (const end of [...ends]) end(endOf(right));
    }
  }
}

/** An outage ends no stream, and the database layer logs it itself. */
function noneWhileAway(error: unknown): Right[] {
  if (isUnavailable(error)) return [];
  throw error;
}

const words: Readonly<Record<Right["kind"], Said>> = {
  session: said`Sign in to continue`,
  apiToken: said`The authorization token was revoked, or has expired`,
  account: said`There is no such account`,
};

function endOf({ kind }: Right): AppError {
  return new AppError(kind === "account" ? "not_found" : "unauthenticated", words[kind]);
}

/** A wait that ends with a right. */
export type BoundByRight = Disposable & {
  /** Aborts when the right ends, or when the caller's own signal does. */
  readonly signal: AbortSignal;
  /** @throws {AppError} The reason, if the right has ended. */
  assertRight(): void;
};

/** Binds a wait to a right, until it is disposed of. @param signal Also ends the wait. */
export function boundByRight(
  app: RightUseCases,
  right: Right,
  signal: AbortSignal,
): BoundByRight {
  const ended = new AbortController();
  const leave = app.holdRight(right, (reason) => ended.abort(reason));
  return {
    signal: AbortSignal.any([signal, ended.signal]),
    assertRight: () => ended.signal.throwIfAborted(),
    [Symbol.dispose]: leave,
  };
}
