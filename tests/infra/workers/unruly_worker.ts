// A worker for tests: says back what it is told, unless that is to hang, to fail or to break.
addEventListener("message", ({ data }: MessageEvent<string>) => {
  if (data === "hang") { for (;;); }
  if (data === "break") throw new Error("it broke");
  postMessage(data === "fail" ? { error: new Error("it failed") } : { result: data });
});
