import assert from "node:assert/strict";
import { acceptedEncoding } from "../../../routes/http/accepted_encoding.ts";

const supported = ["br", "gzip"];

Deno.test("acceptedEncoding() prefers the server's order to the client's", () => {
  assert.equal(acceptedEncoding("gzip, deflate, br, zstd", supported), "br");
  assert.equal(acceptedEncoding("GZIP;q=0.5", supported), "gzip");
});

Deno.test("acceptedEncoding() is identity when nothing else is accepted", () => {
  for (const header of [undefined, "", "identity", "deflate", "br;q=0, gzip; q=0.0"]) {
    assert.equal(acceptedEncoding(header, supported), "identity");
  }
});
