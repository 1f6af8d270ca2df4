import assert from "node:assert/strict";
import { meantField, noSuchField } from "../../domain/field_names.ts";

const known = [
  ...["message", "system_message", "settings", "settings.model", "settings.temperature"],
  ...["settings.max_tokens", "settings.stop", "settings.n"],
];

Deno.test("noSuchField() says where a name belongs, what it is called, or which there are", () => {
  const said = (name: string, parent = "") => String(noSuchField(name, { known, parent }));
  const cases = {
    temperature: "There is no such field here; it belongs in settings",
    max_completion_tokens: "There is no such field; it is called settings.max_tokens here",
    prompt: "There is no such field; it is called message here",
    messages:
      "There is no such field; send the newest one as message, for the chat keeps the others",
    stream: "There is no such field; for events, send the header Accept: text/event-stream",
    user: "There is no such field; the header X-Parley-User says for whom the service token acts",
    tools: "There is no such field; Parley has nothing like it",
    mesage: "There is no such field; did you mean message?",
    temprature: "There is no such field; did you mean settings.temperature?",
    maxTokens: "There is no such field; did you mean settings.max_tokens?",
    "System-Message": "There is no such field; did you mean system_message?",
    colour: "There is no such field; there are message, system_message, settings",
    constructor: "There is no such field; there are message, system_message, settings",
  };
  for (const [name, expected] of Object.entries(cases)) assert.equal(said(name), expected);
  assert.equal(
    said("message", "settings"),
    "There is no such field here; it belongs at the top, beside the others",
  );
  assert.equal(
    said("colour", "settings"),
    "There is no such field; there are model, temperature, max_tokens, stop, n",
  );
  assert.equal(said("m".repeat(100_000)), said("colour"));
  assert.equal(String(noSuchField("x", { known: [], parent: "" })), "There is no such field");
});

Deno.test("meantField() takes no name for another that has little to do with it", () => {
  for (const name of ["", "m", "x", "stp2", "role", "massage_body", "top_k", "seed"]) {
    assert.equal(meantField(name, known), undefined, name);
  }
});
