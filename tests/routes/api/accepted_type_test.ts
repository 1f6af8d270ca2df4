import assert from "node:assert/strict";
import { acceptedType } from "../../../routes/api/accepted_type.ts";

const offers = ["application/json", "text/event-stream"] as const;

Deno.test("acceptedType() is the client's favourite, and of equal ones the first offer", () => {
  assert.equal(acceptedType(undefined, offers), "application/json");
  assert.equal(acceptedType(" ", offers), "application/json");
  assert.equal(acceptedType("*/*", offers), "application/json");
  assert.equal(acceptedType("Text/Event-Stream", offers), "text/event-stream");
  assert.equal(acceptedType("text/*;q=0.9, application/json;q=0.8", offers), "text/event-stream");
  assert.equal(acceptedType("text/event-stream, application/json", offers), "application/json");
});

Deno.test("acceptedType() uses the most specific range", () => {
  assert.equal(acceptedType("application/json;q=0, */*;q=0.1", offers), "text/event-stream");
  assert.equal(
    acceptedType("text/event-stream;q=0.1, text/*, application/json;q=0.5", offers),
    offers[0],
  );
});

Deno.test("acceptedType() is null when the client accepts none", () => {
  for (const header of ["text/html", "*/*;q=0", ",", "application/json;q=0"]) {
    assert.equal(acceptedType(header, offers), null, header);
  }
});
