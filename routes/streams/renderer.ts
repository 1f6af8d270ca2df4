import { AppError } from "../../domain/app_error.ts";
import { FairSlots } from "../../domain/fair_slots.ts";
import type { Log } from "../../domain/log.ts";
import { said } from "../../domain/said.ts";
import type { MarkdownOptions } from "../../views/markdown/environment.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { plainBlock } from "../../views/markdown/plain_text.ts";
import type { GrowingText } from "./growing_text.ts";
import { GrowingTexts } from "./growing_texts.ts";
import { plainReason } from "./plain_reason.ts";
import type { JobRunner } from "./job_runner.ts";

/** On whose account a text is rendered. */
export type RenderTurn = {
  /** Whose text it is: those of one owner wait for one another, and take turns with others'. */
  readonly owner: string;
  /** Asked before it begins: whether anybody still waits for it. */
  readonly isWanted?: () => boolean;
};

/** Makes HTML of what models, and people, have written. */
export interface Renderer {
  /**
   * HTML of a text that has ended, in its final form. What takes too long is shown as it was written.
   *
   * @throws {AppError} `unavailable` when nobody waits for it any more at its turn.
   */
  render(text: string, options: MarkdownOptions, turn: RenderTurn): Promise<string>;

  /** Begins to render a text while it grows. @param onUpdate Called when something new can be shown. */
  begin(options: StreamOptions, onUpdate: () => void): GrowingText;
}

/** What a renderer works with. */
export type RendererDeps = {
  /** Where texts that have ended are rendered, and growing ones, which are not to wait for those. */
  readonly ended: JobRunner;
  readonly growing: JobRunner;
  readonly log: Log;
};

/** Binds a renderer to those who do its jobs. */
export function createRenderer({ ended, growing, log }: RendererDeps): Renderer {
  const texts = new GrowingTexts(growing, log);
  const turns = new FairSlots(1);
  return {
    async render(text, options, { owner, isWanted }) {
      using _turn = await turns.take(owner);
      if (isWanted?.() === false) throw clientsLeft();
      try {
        return await ended.run({ text, options }) as string;
      } catch (error) {
        log.error("Cannot render a text, which is shown as it was written", error);
        return plainBlock(text, options.plainNotes?.[plainReason(error)]);
      }
    },
    begin: (options, onUpdate) => texts.begin(options, onUpdate),
  };
}

function clientsLeft(): AppError {
  return new AppError("unavailable", said`The client left before its turn came`);
}
