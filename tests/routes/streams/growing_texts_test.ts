import assert from "node:assert/strict";
import type { GrowingText, ShownText } from "../../../routes/streams/growing_text.ts";
import { GrowingTexts } from "../../../routes/streams/growing_texts.ts";
import {
  type GrowingJob,
  type GrowingResult,
  RenderJobs,
} from "../../../routes/streams/render_jobs.ts";
import { HtmlTree } from "../../support/browser/html_tree.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";
import { silentLog } from "../../support/app/test_app.ts";

type Run = (job: GrowingJob) => Promise<(GrowingResult | null)[]>;

/** Renders in the process, through a function of the test's. */
function growingTexts(change: (run: Run, job: GrowingJob) => Promise<(GrowingResult | null)[]>) {
  const jobs = new RenderJobs();
  const run: Run = (job) => jobs.run(job) as Promise<(GrowingResult | null)[]>;
  const texts = new GrowingTexts({ run: (job) => change(run, job as GrowingJob) }, silentLog);
  return () => new Watched(texts);
}

/** A growing text and the page of a viewer. */
class Watched {
  readonly tree = new HtmlTree();
  readonly text: GrowingText;
  #shown: ShownText = { position: 0, isPlain: false };
  #changed = Promise.withResolvers<void>();

  constructor(texts: GrowingTexts) {
    this.text = texts.begin({
      plainNotes: { long: "long", much: "much", slow: "too long", failed: "failed" },
    }, () => {
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    });
  }

  get html(): string {
    return String(this.tree);
  }

  /** Lets the text grow, and reads until the page shows this. */
  async grow(text: string, isShown: (html: string) => boolean): Promise<void> {
    this.text.grow({ text });
    while (!isShown(this.html)) {
      const changed = this.#changed.promise;
      const update = await this.text.updateFrom(this.#shown);
      if (!update) {
        await changed;
        continue;
      }
      this.#shown = update.shown;
      if (update.frame) this.tree.apply(dataOf(update.frame));
    }
  }
}

function dataOf(frame: Uint8Array): string {
  const lines = new TextDecoder().decode(frame).split("\n").filter((line) => /^data:/.test(line));
  return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
}

function shows(text: string) {
  return (html: string) => html === renderStreamingMarkdown(text);
}

function begins(job: GrowingJob, word: string): boolean {
  return job.parts.some((part) => part.begin && part.more.includes(word));
}

Deno.test("GrowingTexts renders texts that grow at the same time in one job", async () => {
  const jobs: GrowingJob[] = [];
  const begin = growingTexts(async (run, job) => {
    jobs.push(job);
    // The texts count as quick, however busy the machine is: slow ones would not be in the job.
    return (await run(job)).map((result) => result && { ...result, took: 0 });
  });
  const watched = Array.from({ length: 20 }, begin);
  await Promise.all(watched.map((one, i) => one.grow(`Text *${i}*`, shows(`Text *${i}*`))));
  assert.equal(jobs.length, 1);
  await Promise.all(
    watched.map((one, i) => one.grow(`Text *${i}*, more`, shows(`Text *${i}*, more`))),
  );
  assert.equal(jobs.length, 2);
  for (const { text } of watched) text.close();
});

Deno.test("GrowingTexts shows a text as plain text if it can't be rendered, and formats all others", async () => {
  let stopped = 0;
  const begin = growingTexts((run, job) => {
    if (!begins(job, "endless")) return run(job);
    stopped++;
    return Promise.reject(new DOMException("too long", "TimeoutError"));
  });
  const [one, hostile, other] = [begin(), begin(), begin()];
  await Promise.all([
    one.grow("*One*", shows("*One*")),
    hostile.grow("an endless *text*", (html) => html.includes("*text*")),
    other.grow("*Other*", shows("*Other*")),
  ]);
  assert.equal(stopped, 2, "once among others, once alone");
  const plain = '<p class="note">too long</p><div class="plain">an endless *text*';
  assert.equal(hostile.html, `${plain}</div>`);
  await hostile.grow("an endless *text* <goes> on", (html) => html.includes("goes"));
  assert.equal(hostile.html, `${plain} &lt;goes&gt; on</div>`);
  await one.grow("*One* more", shows("*One* more"));
  assert.equal(stopped, 2, "nor is it tried again");
  for (const { text } of [one, hostile, other]) text.close();
});

Deno.test("GrowingTexts continues where it was when the renderer's state is lost", async () => {
  let jobs = new RenderJobs();
  const begin = growingTexts((_, job) => jobs.run(job) as Promise<(GrowingResult | null)[]>);
  const watched = begin();
  for (
    const text of ["# A\n\nSome *te", "# A\n\nSome *text*\n\n- it", "# A\n\nSome *text*\n\n- item"]
  ) {
    await watched.grow(text, shows(text));
    jobs = new RenderJobs();
  }
  watched.text.close();
});

Deno.test("GrowingTexts misses no text that arrives while a round ends", async () => {
  const begin = growingTexts(async (run, job) => {
    // Longer than the pause between rounds, so that the next one begins at once.
    await new Promise((resolve) => setTimeout(resolve, 40));
    return await run(job);
  });
  const watched = begin();
  for (let text = "a", turns = 0; turns < 15; text += " b", turns++) {
    await watched.grow(text, shows(text));
    for (let i = 0; i < turns; i++) await null;
  }
  watched.text.close();
});

Deno.test("GrowingTexts lets other texts wait for a slow one as little as possible", async () => {
  const jobs: number[] = [];
  const begin = growingTexts(async (run, job) => {
    const results = await run(job);
    jobs.push(job.parts.length);
    return results.map((result, i) => {
      return result && job.parts[i]!.more.includes("slow") ? { ...result, took: 600 } : result;
    });
  });
  const [slow, quick] = [begin(), begin()];
  // Only text that arrives after the beginning was rendered is slow.
  await Promise.all([slow.grow("a", shows("a")), quick.grow("a", shows("a"))]);
  await slow.grow("a slow text", shows("a slow text"));
  jobs.length = 0;
  slow.text.grow({ text: "a slow text grows" });
  for (let text = "a b"; text.length < 15; text += " b") await quick.grow(text, shows(text));
  assert.deepEqual(jobs.filter((parts) => parts > 1), [], "none of these has both");
  slow.text.close();
  quick.text.close();
});
