import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../infra/db/connection/database.ts";
import { openDatabase } from "../../infra/db/connection/open_database.ts";
import type { ParleyProcess } from "../support/process/parley_process.ts";
import type { ParleySite } from "../support/browser/parley_site.ts";
import { recitalText, type Reciter } from "../support/upstream/reciter.ts";
import { countStored } from "../support/databases/stored_messages.ts";
import { type Random, randomWhole } from "../support/suite/seeded_random.ts";
import { type Asked, ChatVisitor, type Target } from "./chat_visitor.ts";
import { checkQuiet, checkStored, countStreaming } from "./check_after_kill.ts";
import { type KillFigures, noFigures, summarizeKills } from "./kill_figures.ts";

/** Milliseconds after a kill within which the killed process's answers must have ended. */
const RECOVERY_LIMIT = 20_000;

/** Longest time that a process runs before it is killed, in milliseconds. */
const LONGEST_ROUND = 4_000;

/** How to kill the program. */
export type KillOptions = {
  readonly reciter: Reciter;
  readonly kills: number;
  /** Kills in a row before the program gets time to recover. */
  readonly inRow: number;
  readonly visitors: number;
  /** How many processes share the database; one at a time is killed. */
  readonly processes: number;
  readonly random: Random;
  /** Called with a line of figures whenever the program has recovered. */
  readonly log: (line: string) => void;
};

/**
 * Kills the program at random moments while visitors chat, and starts it again. Checks after every
 * kill that nothing acknowledged is lost, and after some that the program recovers.
 *
 * @param site Its database is opened only for the checks, so that the program finds it as the
 * killed process left it.
 * @throws {Error} saying what was lost, doubled, or left over.
 */
export async function killRounds(site: ParleySite, options: KillOptions): Promise<KillFigures> {
  const rounds = new KillRounds(site, options);
  await rounds.run();
  return rounds.figures;
}

/** A process and its visitors. */
type Running = { readonly parley: ParleyProcess; readonly target: Target };

class KillRounds {
  readonly figures = noFigures();
  readonly #site: ParleySite;
  readonly #options: KillOptions;
  readonly #visitors: ChatVisitor[] = [];
  readonly #running: Running[] = [];
  #killed = 0;

  constructor(site: ParleySite, options: KillOptions) {
    this.#site = site;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { kills, inRow, processes, log } = this.#options;
    while (this.#running.length < processes) this.#running.push(await this.#start());
    await this.#signUp();
    while (this.figures.kills < kills) {
      for (let i = 0; i < inRow && this.figures.kills < kills; i++) {
        const isLast = i === inRow - 1 || this.figures.kills === kills - 1;
        await this.#chatAndKill(this.#duration(isLast));
        await this.#withDatabase(async (database) => {
          await this.#count(database);
          await this.#checkStored(database, isUnfinished);
        });
      }
      await this.#recover();
      log(summarizeKills(this.figures));
    }
  }

  async #signUp(): Promise<void> {
    const { visitors, random } = this.#options;
    const { origin } = this.#running[0]!.target;
    for (let i = 0; i < visitors; i++) {
      this.#visitors.push(await ChatVisitor.signUp(origin, `v${i}`, random));
    }
  }

  /** Visitors of the other process must not notice the kill. */
  async #chatAndKill(duration: number): Promise<void> {
    const { random, processes } = this.#options;
    const chatting = this.#forEachVisitor((visitor, target) => visitor.chat(target));
    await Promise.race([chatting, sleep(duration)]);
    const index = randomWhole(random, 0, processes - 1);
    const { parley, target } = this.#running[index]!;
    target.isKilled = true;
    for (const { target } of this.#running) target.isOver = true;
    await this.#kill(parley);
    await chatting;
    this.#running[index] = await this.#startAgain();
    for (const { target } of this.#running) target.isOver = false;
  }

  /** Visitors switch processes. */
  async #forEachVisitor(
    work: (visitor: ChatVisitor, target: Target) => Promise<void>,
  ): Promise<void> {
    const { kills } = this.figures;
    const running = this.#running;
    await Promise.all(
      this.#visitors.map((visitor, index) =>
        work(visitor, running[(index + kills) % running.length]!.target)
      ),
    );
  }

  /**
   * Often so short that the kill comes while the first questions are being stored, except before a
   * recovery, where answers should have some text.
   */
  #duration(isLast: boolean): number {
    const { random } = this.#options;
    if (isLast) return randomWhole(random, LONGEST_ROUND / 2, LONGEST_ROUND);
    return randomWhole(random, 0, random() < 0.4 ? LONGEST_ROUND / 10 : LONGEST_ROUND);
  }

  async #kill(parley: ParleyProcess): Promise<void> {
    this.#killed = performance.now();
    parley.signal("SIGKILL");
    this.figures.kills++;
    await parley.ended();
  }

  /**
   * Sometimes the program is killed again while it starts, but the last kill comes while visitors
   * chat.
   */
  async #startAgain(): Promise<Running> {
    const { kills, random } = this.#options;
    while (random() < 0.2 && this.figures.kills < kills - 1) {
      const parley = await this.#site.spawn();
      await sleep(randomWhole(random, 0, 500));
      const killed = this.#killed;
      await this.#kill(parley);
      // It had no answers: the time counts from when those of the process before were cut off.
      this.#killed = killed;
    }
    return await this.#start();
  }

  async #start(): Promise<Running> {
    const parley = await this.#site.start();
    const target = { origin: await parley.origin(), isKilled: false, isOver: false };
    return { parley, target };
  }

  async #count(database: Database): Promise<void> {
    const asked = this.#visitors.flatMap((visitor) => visitor.asked);
    const unknown = asked.filter(({ turn }) => turn === null);
    this.figures.acknowledged = asked.length - unknown.length;
    this.figures.unacknowledged += unknown.length;
    for (const { question } of unknown) {
      this.figures.storedUnacknowledged += (await countStored(database, question)).questions;
    }
  }

  async #checkStored(database: Database, isDue = (_: Asked) => true): Promise<void> {
    const { reciter } = this.#options;
    for (const asked of this.#visitors.flatMap((visitor) => visitor.asked).filter(isDue)) {
      const lost = await checkStored(database, { asked, killed: this.#killed, reciter });
      this.figures.oldestLost = Math.max(this.figures.oldestLost, Math.round(lost));
    }
  }

  /** Waits until nothing streams, then chats again. */
  async #recover(): Promise<void> {
    await this.#withDatabase(async (database) => {
      this.figures.cutOff += await countStreaming(database);
      while (await countStreaming(database) > 0) {
        const waited = performance.now() - this.#killed;
        assert.ok(waited < RECOVERY_LIMIT, `answers stream ${waited} ms after the kill`);
        await sleep(100);
      }
      const took = Math.round(performance.now() - this.#killed);
      this.figures.slowestRecovery = Math.max(this.figures.slowestRecovery, took);
      await this.#checkStored(database);
      await checkQuiet(database);
    });
    await this.#withDatabase((database) =>
      this.#forEachVisitor((visitor, target) => visitor.comeBack(target, database))
    );
  }

  async #withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase(this.#site.database.url);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }
}

function isUnfinished({ question, stored }: Asked): boolean {
  return stored < recitalText(question).length;
}
