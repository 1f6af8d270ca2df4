import assert from "node:assert/strict";
import { batches } from "../../../../infra/db/connection/batches.ts";

Deno.test("batches() bounds rows and text, keeps all in order, and lets a long row be alone", () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => i);
  assert.deepEqual(batches(rows).map(({ length }) => length), [400, 400, 200]);
  assert.deepEqual(batches(rows).flat(), rows);
  const lengths = [10, 600_000, 300_000, 200_000, 2_000_000, 10, 10];
  assert.deepEqual(batches(lengths, (length) => length), [
    [10, 600_000, 300_000],
    [200_000],
    [2_000_000],
    [10, 10],
  ]);
  assert.deepEqual(batches([]), []);
});
