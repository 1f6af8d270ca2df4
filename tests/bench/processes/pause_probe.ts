// Run by `deno run --preload` in a server's process: measures how long its event loop pauses, and
// tells the pauses since the last time, in milliseconds, at the address that it prints first. The
// server's own program only runs once nothing here keeps the process alive.

/** The shortest time of a timer, which passes in an idle process, too. */
const TICK = 1;

let pauses: number[] = [];
let last = performance.now();

function tick(): void {
  const now = performance.now();
  pauses.push(now - last - TICK);
  last = now;
  Deno.unrefTimer(setTimeout(tick, TICK));
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}, () => {
  const told = pauses;
  pauses = [];
  return Response.json(told);
}).unref();
tick();
