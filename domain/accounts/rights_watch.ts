import { AppError, isUnavailable } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import { type Said, said } from "../said.ts";
import type { Right, RightGateway } from "./right_gateway.ts";

/** How often the rights of open streams are looked up, in milliseconds. */
const LOOK_INTERVAL = 500;

/** What the watch works with. */
export type RightsWatchDeps = {
  readonly rights: RightGateway;
  readonly clock: Clock;
  readonly log: Log;
};

/** Ends what was begun with a right, and tells why. */
export type EndOfRight = (reason: AppError) => void;

/** The use case of whatever goes on for longer than its caller's right may. */
export interface RightUseCases {
  /**
   * Watches a right for a stream that was opened with it.
   *
   * @param end Called once, soon after the right has ended in whichever process, with `unauthenticated`
   * or, where the service acts for a user, `not_found`.
   * @returns leaves: to be called when the stream has ended; `end` is not called after it.
   */
  holdRight(right: Right, end: EndOfRight): () => void;
}

/** A right under which streams are open, and how to end each. */
type HeldRight = { readonly right: Right; readonly ends: Set<EndOfRight> };

/**
 * Ends streams with the rights that they were opened with: one loop for all of a process's streams,
 * which asks the database and so hears of what other processes do. It runs while any stream is open.
 * Where the database is away, streams go on.
 */
export class RightsWatch implements RightUseCases {
  readonly #deps: RightsWatchDeps;
  readonly #held = new Map<string, HeldRight>();
  readonly #looks: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(deps: RightsWatchDeps) {
    this.#deps = deps;
    this.#looks = new OutageLog(deps.log, "look whether the rights of open streams have ended");
  }

  holdRight(right: Right, end: EndOfRight): () => void {
    const key = `${right.kind} ${right.id}`;
    const held = this.#held.get(key) ?? { right, ends: new Set() };
    this.#held.set(key, held);
    // Of its own, because one function may end several streams.
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

  /** A right was looked up when its stream began, so the first look may wait. */
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

/** The database reports its outages itself, and they end no stream. */
function noneWhileAway(error: unknown): Right[] {
  if (isUnavailable(error)) return [];
  throw error;
}

const words: Readonly<Record<Right["kind"], Said>> = {
  session: said`Sign in to continue`,
  token: said`The authorization token was revoked, or has expired`,
  account: said`There is no such account`,
};

function endOf({ kind }: Right): AppError {
  return new AppError(kind === "account" ? "not_found" : "unauthenticated", words[kind]);
}

/** Something that is waited for no longer than a right lasts. */
export type BoundByRight = Disposable & {
  /** Aborts with the right, or what else may end the wait. */
  readonly signal: AbortSignal;
  /** @throws {AppError} why the right has ended, if it has. */
  assertRight(): void;
};

/** Binds a wait to a right, until it is disposed of. @param signal What else may end it. */
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
