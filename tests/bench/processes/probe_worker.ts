// Checks a process's health repeatedly, and at the end reports how long each check took.
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

/** The URL to check, and the milliseconds between two checks. */
type Probe = { readonly origin: string; readonly interval: number };
