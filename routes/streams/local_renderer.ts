import type { Log } from "../../domain/log.ts";
import type { JobRunner } from "./job_runner.ts";
import { RenderJobs } from "./render_jobs.ts";
import { createRenderer, type Renderer } from "./renderer.ts";

/** Renders in the process itself, for hosts without workers. Slow renderings can't be stopped. */
export function createLocalRenderer(log: Log): Renderer {
  const jobs = new RenderJobs();
  const runner: JobRunner = { run: (job) => jobs.run(job as Parameters<RenderJobs["run"]>[0]) };
  return createRenderer({ ended: runner, growing: runner, log });
}
