// Asks a process again and again whether it lives, and tells in the end how long it took each time.
const took: number[] = [];
let isOver = false;

addEventListener("message", async ({ data }: MessageEvent<Probe | "end">) => {
  isOver = data === "end";
  if (data === "end") return;
  while (!isOver || took.length === 0) {
    const start = performance.now();
    await (await fetch(`${data.origin}/healthz`)).body?.cancel();
    took.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, data.interval));
  }
  postMessage(took);
});

/** What to ask, and the milliseconds between two questions. */
type Probe = { readonly origin: string; readonly interval: number };
