import assert from "node:assert/strict";
import { CommonPasswordList } from "../../infra/common_password_list.ts";

Deno.test("includes() knows common passwords in any case", async () => {
  const list = new CommonPasswordList();
  for (const password of ["1234567890", "qwertyuiop", "QwertyUIOP", "password123"]) {
    assert.equal(await list.includes(password), true, password);
  }
  for (const password of ["correct horse battery staple", "Kx7#mQ2!vB", "", "constructor"]) {
    assert.equal(await list.includes(password), false, password);
  }
});
