import assert from "node:assert/strict";
import { eventFrame } from "../../../routes/http/event_frame.ts";

Deno.test("eventFrame() writes the fields of an event, and no more", () => {
  assert.equal(eventFrame({ data: "a" }), "data:a\n\n");
  assert.equal(eventFrame({ id: 7, data: "a" }), "id:7\ndata:a\n\n");
  assert.equal(eventFrame({ event: "end", data: "" }), "event:end\ndata:\n\n");
});

Deno.test("eventFrame() keeps lines, and spaces at their beginning", () => {
  assert.equal(eventFrame({ data: "a\n  b\n\n c" }), "data:a\ndata:   b\ndata:\ndata:  c\n\n");
});

Deno.test("eventFrame() lets no line end in the data begin another field", () => {
  const data = "a\rid:9\r\nevent:end\nretry:1";
  assert.equal(eventFrame({ data }), "data:a\ndata:id:9\ndata:event:end\ndata:retry:1\n\n");
});
