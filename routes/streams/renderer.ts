import { AppError } from "../../domain/app_error.ts";
import { FairSlots } from "../../domain/fair_slots.ts";
import type { Log } from "../../domain/log.ts";
import { said } from "../../domain/said.ts";
import type { MarkdownOptions } from "../../views/markdown/environment.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { plainBlock } from "../../views/markdown/plain_text.ts";
import type { GrowingText } from "./growing_text.ts";
import { GrowingTexts } from "./growing_texts.ts";
import { type JobRunner, plainReason } from "./job_runner.ts";

/** A text among those that wait to be rendered: its owner, and whether it is still wanted. */
export type QueuePlace = {
  /** The text's owner: owners take turns, so the texts of one owner wait for each other. */
  readonly owner: string;
  /** Called before the rendering begins: whether a reader still waits for it. */
  readonly isWanted?: () => boolean;
};

/** Renders the text of messages as HTML. */
export interface Renderer {
  /**
   * HTML of an ended text, in its final form. A text that takes too long becomes plain text.
   *
   * @throws {AppError} `unavailable` when no reader waits for it any more when its turn comes.
   */
  render(text: string, options: MarkdownOptions, place: QueuePlace): Promise<string>;

  /**
   * Begins to render a growing text.
   *
   * @param onUpdate Called when there is something new to show.
   */
  begin(options: StreamOptions, onUpdate: () => void): GrowingText;
}

/** What a renderer needs. */
export type RendererDeps = {
  /**
   * Separate runners for ended and growing texts, so that growing texts don't wait for ended ones.
   */
  readonly ended: JobRunner;
  readonly growing: JobRunner;
  readonly log: Log;
};

/** Makes a renderer that gives its jobs to runners. */
export function createRenderer({ ended, growing, log }: RendererDeps): Renderer {
  const texts = new GrowingTexts(growing, log);
  const slots = new FairSlots(1);
  return {
    async render(text, options, { owner, isWanted }) {
      using _slot = await slots.take(owner);
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
