import assert from "node:assert/strict";
import fc from "fast-check";
import { cutPlace, isInsideCharacter, wholeCharacters } from "../../domain/characters.ts";

Deno.test("isInsideCharacter() is true only between the halves of a surrogate pair", () => {
  const inside = (text: string) =>
    [0, 1, 2, 3, 4].filter((place) => isInsideCharacter(text, place));
  assert.deepEqual(inside("a😀b"), [2]);
  assert.deepEqual(inside("a\ude00\ud83db"), []);
  assert.deepEqual(inside("é"), []);
});

Deno.test("cutPlace() splits no surrogate pair, and moves by at most one code unit", () => {
  const texts = fc.string({ unit: "binary", minLength: 1 });
  fc.assert(fc.property(texts, fc.nat(), (text, at) => {
    const wanted = at % (text.length + 1);
    const place = cutPlace(text, wanted);
    assert.ok(text.slice(0, place).isWellFormed() && text.slice(place).isWellFormed());
    assert.ok(place === wanted || place === wanted - 1 && !text.slice(0, wanted).isWellFormed());
  }));
});

Deno.test("wholeCharacters() removes half a pair at the end and nothing else", () => {
  assert.equal(wholeCharacters("a\ud83d"), "a");
  for (const text of ["", "a", "a😀", "\ud83da", "a\ude00"]) {
    assert.equal(wholeCharacters(text), text);
  }
});
