import { loadMarkdown, renderMarkdown } from "../../views/markdown/markdown.ts";
import type { MarkdownOptions } from "../../views/markdown/environment.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { RenderedText, type TextUpdate } from "./rendered_text.ts";

/** An ended text to render in its final form. */
export type EndedJob = { readonly text: string; readonly options: MarkdownOptions };

/** Steps of growing texts; those of one text are in order. */
export type GrowingJob = { readonly steps: readonly GrowingStep[] };

/** A step in the rendering of the growing text `id`. */
export type GrowingStep =
  & { readonly id: string }
  & (
    | { readonly begin: string; readonly position: number; readonly options: StreamOptions }
    | { readonly more: string; readonly isLive: boolean }
    | { readonly catchUpFrom: number }
    | { readonly isOver: true }
  );

/** The result of a step, the milliseconds it took, and whether its text is unknown here. */
export type StepResult = {
  readonly update: TextUpdate | null;
  readonly took: number;
  readonly isLost: boolean;
};

/** Does the jobs of rendering, in a worker or in the process itself. */
export class RenderJobs {
  readonly #growing = new Map<string, RenderedText>();

  /** Does a job. @returns HTML of an ended text, or the results of steps. */
  async run(job: EndedJob | GrowingJob): Promise<string | StepResult[]> {
    if ("steps" in job) return job.steps.map((step) => this.#measure(step));
    await loadMarkdown();
    return renderMarkdown(job.text, job.options);
  }

  #measure(step: GrowingStep): StepResult {
    const start = performance.now();
    if ("begin" in step) {
      this.#growing.set(step.id, new RenderedText(step.begin, step.position, step.options));
    }
    const text = this.#growing.get(step.id);
    const update = text ? updateOf(text, step) : null;
    if ("isOver" in step) this.#growing.delete(step.id);
    return { update, took: performance.now() - start, isLost: !text };
  }
}

function updateOf(text: RenderedText, step: GrowingStep): TextUpdate | null {
  if ("more" in step) return text.grow(step.more, step.isLive);
  return "catchUpFrom" in step ? text.catchUp(step.catchUpFrom) : null;
}
