/**
 * A worker that does the jobs of rendering, and replies to each with `{ result }` or `{ error }`.
 */
import { type EndedJob, type GrowingJob, RenderJobs } from "./render_jobs.ts";

const jobs = new RenderJobs();

addEventListener("message", async ({ data }: MessageEvent<EndedJob | GrowingJob>) => {
  postMessage(await jobs.run(data).then((result) => ({ result }), (error) => ({ error })));
});
