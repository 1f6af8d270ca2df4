// A writer's thread for tests, which breaks at a statement that asks for that.
addEventListener("message", (event) => {
  if (!JSON.stringify(event.data).includes("break the writer")) return;
  event.stopImmediatePropagation();
  throw new Error("it broke");
});

await import("../../../../../infra/db/connection/sqlite/writer_worker.ts");
