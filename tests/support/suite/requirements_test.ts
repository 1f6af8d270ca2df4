import assert from "node:assert/strict";

/** Programs that come with a required one, are looked up where they are used, or are in no test. */
const known = ["apt-get", "dpkg", "mariadb-install-db", "npx"];

Deno.test("tests run no program by name that they don't require first", async () => {
  for (const path of await testFiles(new URL("../../", import.meta.url))) {
    const code = await Deno.readTextFile(path);
    for (const [, name = ""] of code.matchAll(/new Deno\.Command\(\s*"([^"]+)"/g)) {
      assert.ok(known.includes(name), `${path} runs ${name}`);
    }
  }
});

async function testFiles(folder: URL): Promise<URL[]> {
  const found: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await testFiles(new URL(`${name}/`, folder)));
    else if (/\.tsx?$/.test(name)) found.push(new URL(name, folder));
  }
  return found;
}
