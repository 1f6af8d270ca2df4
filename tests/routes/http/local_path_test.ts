import assert from "node:assert/strict";
import fc from "fast-check";
import { localPath } from "../../../routes/http/local_path.ts";

Deno.test("localPath() keeps paths of this site with their query", () => {
  for (const path of ["/", "/chats/0198", "/chats?before=0198", "/?message=a%20b%26c"]) {
    assert.equal(localPath(path, "/home"), path);
  }
});

Deno.test("localPath() falls back for references to other sites", () => {
  const elsewhere = [
    ...["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example"],
    ...["/\t/evil.example", "/\n//evil.example", "/.//evil.example", "/a/..//evil.example"],
    ...["javascript:alert(1)", "chats/0198", "", "@evil.example", "/%2e//evil.example"],
  ];
  for (const reference of elsewhere) {
    assert.equal(localPath(reference, "/home"), "/home", reference);
  }
  assert.equal(localPath(undefined, "/home"), "/home");
});

Deno.test("localPath() never leaves the site, for any input", () => {
  const site = "https://chat.example.com";
  const piece = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "\t",
    "\n",
    "@",
    ":",
    "evil.example",
    "%2f",
    "?",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), fc.string(), (pieces, end) => {
    const path = localPath(pieces.join("") + end, "/");
    assert.equal(new URL(path, site).origin, site);
  }));
});
