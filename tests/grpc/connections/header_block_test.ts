import fc from "fast-check";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { GoawayFilter } from "../../../infra/grpc/goaway_filter.ts";
import { headerFrames, PREFACE } from "../../support/grpc/raw_http2.ts";

/** A header to add to the table. A number as its name refers to the entry so many before it. */
type Added = { readonly name: string | number; readonly size: number };

/**
 * The decoder's table (RFC 7541, section 4), if all headers are added and none is Huffman-coded.
 */
class Table {
  readonly entries: [name: string, value: string][] = [];

  read(block: Buffer): void {
    for (let at = 0; at < block.length;) {
      const kind = block[at++]!;
      const text = () => {
        let length = block[at++]!;
        for (let shift = 0, isLast = length < 127; !isLast; shift += 7) {
          const byte = block[at++]!;
          length += (byte & 0x7f) << shift;
          isLast = byte < 0x80;
        }
        return block.toString("latin1", at, at += length);
      };
      if (kind === 0x10) text();
      const name = kind > 0x40 ? this.entries[kind - 0x40 - 62]![0] : kind === 0x40 && text();
      const value = text();
      if (name !== false) this.add(name, value);
    }
  }

  add(name: string, value: string): void {
    const size = () => this.entries.reduce((sum, [a, b]) => sum + a.length + b.length + 32, 0);
    this.entries.unshift([name, value]);
    while (size() > 4_096) this.entries.pop();
  }
}

const added = fc.record<Added>({
  name: fc.oneof(fc.stringMatching(/^[a-z]{1,9}$/), fc.integer({ min: 0, max: 0 })),
  size: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 300, max: 6_000 })),
});

function write(headers: readonly Added[], table: Table): Buffer {
  return Buffer.concat(headers.flatMap(({ name, size }) => {
    const value = String.fromCharCode(97 + size % 26).repeat(size);
    const reference = typeof name === "number" && table.entries[name];
    const written = reference ? Buffer.from([0x40 | 62 + Number(name)]) : text0(String(name));
    table.add(reference ? reference[0] : String(name), value);
    return [written, text(value)];
  }));
}

const text0 = (name: string) => Buffer.concat([Buffer.from([0x40]), text(name)]);

function text(value: string): Buffer {
  const length = [Math.min(value.length, 127)];
  for (let rest = value.length - 127; rest >= 0; rest >>= 7) {
    length.push(rest >= 128 ? rest & 0x7f | 0x80 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from(length), Buffer.from(value)]);
}

Deno.test("trimmed blocks of any size leave the table as the whole blocks would", () => {
  const blocks = fc.array(fc.array(added, { maxLength: 300, size: "max" }), { maxLength: 4 });
  fc.assert(
    fc.property(blocks, (blocks) => {
      const [sent, seen] = [new Table(), new Table()];
      const filter = new GoawayFilter();
      filter.push(PREFACE);
      for (const headers of blocks) {
        const frames = headerFrames(write(headers, sent), { stream: 1 });
        const passed = Buffer.concat(filter.push(frames));
        const parts: Buffer[] = [];
        for (let at = 0; at < passed.length; at += 9 + passed.readUIntBE(at, 3)) {
          parts.push(passed.subarray(at + 9, at + 9 + passed.readUIntBE(at, 3)));
        }
        assert.ok(parts.length <= 9);
        seen.read(Buffer.concat(parts));
        assert.deepEqual(seen.entries, sent.entries);
      }
    }),
    { numRuns: 40 },
  );
});
