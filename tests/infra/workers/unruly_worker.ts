// A worker for tests: echoes its message, or hangs, fails or breaks if the message says so.
addEventListener("message", ({ data }: MessageEvent<string>) => {
  if (data === "hang") { for (;;); }
  if (data === "break") throw new Error("it broke");
  postMessage(data === "fail" ? { error: new Error("it failed") } : { result: data });
});
