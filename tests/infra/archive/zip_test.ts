import assert from "node:assert/strict";
import { packZip } from "../../../infra/archive/pack_zip.ts";
import { readZip } from "../../../infra/archive/read_zip.ts";
import type { ArchiveEntry } from "../../../domain/archive/files.ts";
import { blobOf, zipOf } from "../../support/archives/archives.ts";
import { requireProgram } from "../../support/suite/requirements.ts";

const python = requireProgram("python3");

const long = "Zwölf Boxkämpfer 🥊 ".repeat(50_000);

Deno.test({
  name: "packZip() makes an archive that other tools read",
  ignore: python.ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "parley-zip-" });
    try {
      const path = `${folder}/archive.zip`;
      await Deno.writeFile(path, (await sampleArchive()).stream());
      const script = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({i.filename: [archive.read(i).decode(), i.date_time[0]] for i in archive.infolist()}))`;
      const command = new Deno.Command(python.path!, { args: ["-c", script, path] });
      const { success, stdout } = await command.output();
      assert.ok(success);
      assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
        "empty.txt": ["", 2026],
        "chats/ü.json": [long, 2026],
        "old.txt": ["old", 1980],
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("packZip() streams an archive before all its files are there", async () => {
  let made = 0;
  async function* endless(): AsyncIterable<ArchiveEntry> {
    while (true) yield { name: `${++made}`, modifiedAt: new Date(), text: texts(await long) };
  }
  for await (const _ of packZip(endless())) if (made === 3) break;
  assert.equal(made, 3);
});

Deno.test("packZip() fails when an archive has too many files to be numbered", async () => {
  async function* many(): AsyncIterable<ArchiveEntry> {
    const modifiedAt = new Date();
    for (let i = 0; i < 11; i++) yield { name: `${await i}`, modifiedAt, text: texts("") };
  }
  await assert.rejects(async () => {
    for await (const _ of packZip(many(), 10));
  }, /too many files/);
});

Deno.test("readZip() reads archives of packZip() and of other tools", async () => {
  for (const archive of [await sampleArchive(), zipOf({ "chats/ü.json": long })]) {
    const files = await readZip(archive);
    const file = files.find(({ name }) => name === "chats/ü.json")!;
    assert.equal(await (await blobOf(file.content())).text(), long);
  }
});

Deno.test({
  name: "readZip() reads archives of Python's zipfile, stored and with a comment",
  ignore: python.ignore,
  async fn() {
    const script = `
import sys, zipfile
archive = zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_STORED)
archive.writestr("a.txt", "PK\\x05\\x06 stored")
archive.comment = b"A comment PK"
archive.close()`;
    const { stdout } = await new Deno.Command(python.path!, { args: ["-c", script] }).output();
    const [file] = await readZip(new Blob([stdout]));
    assert.equal(await (await blobOf(file!.content())).text(), "PK\x05\x06 stored");
  },
});

Deno.test("readZip() refuses any archive that is cut short or changed, and never breaks", async () => {
  const whole = new Uint8Array(await zipOf({ "a.json": "x".repeat(500) }).arrayBuffer());
  for (let length = 0; length < whole.length; length++) {
    await assert.rejects(readAll(whole.slice(0, length)), { code: "invalid_argument" });
  }
  for (let at = 0; at < whole.length; at++) {
    const changed = whole.slice();
    changed[at] = changed[at]! ^ 0xff;
    await readAll(changed).catch((error) => assert.equal(error.code, "invalid_argument", `${at}`));
  }
});

async function readAll(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (const file of await readZip(new Blob([bytes]))) {
    for await (const _ of file.content());
  }
}

async function sampleArchive(): Promise<Blob> {
  const modifiedAt = new Date("2026-01-02T12:00:00Z");
  async function* entries(): AsyncIterable<ArchiveEntry> {
    yield { name: "empty.txt", modifiedAt, text: texts(await "") };
    yield { name: "chats/ü.json", modifiedAt, text: texts(...long.match(/.{1,999}/gsu)!) };
    yield { name: "old.txt", modifiedAt: new Date(0), text: texts("old") };
  }
  return await blobOf(packZip(entries()));
}

async function* texts(...parts: string[]): AsyncIterable<string> {
  for (const part of parts) yield await part;
}
