import assert from "node:assert/strict";
import fc from "fast-check";
import { ZxcvbnPasswordStrength } from "../../../infra/accounts/zxcvbn_password_strength.ts";

const strength = new ZxcvbnPasswordStrength();
const own = [
  "grace hopper",
  "grace",
  "hopper",
  "gracehopper",
  "grace.h@navy.example",
  "navy",
  "parley",
];

Deno.test("findWeakness() says why a password is easy to guess", async () => {
  const expected = {
    common: ["password123", "P@ssw0rd2026", "iloveyou2026"],
    personal: [
      ...["Parley2026!", "parley parley", "hopperGrace2026", "GRACE.H@navy.example", "yelrap-2026"],
      "P4rl3y 2026",
    ],
    repeated: ["aaaaaaaaaaaa", "1111111111", "abcabcabcabc", "x".repeat(1000)],
    sequence: [
      "abcdefghijkl",
      "2026-11-29",
      "zxcvbnm,./",
      "\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0439\u043a",
    ],
  };
  for (const [weakness, passwords] of Object.entries(expected)) {
    for (const password of passwords) {
      assert.equal(await strength.findWeakness(password, own), weakness, password.slice(0, 40));
    }
  }
  for (const password of ["1234567890", "qwertyuiop", "QwertyUIOP", "1q2w3e4r5t"]) {
    assert.notEqual(await strength.findWeakness(password, own), null, password);
  }
});

Deno.test("findWeakness() ignores accents, invisible characters and doubled letters", async () => {
  const words = ["ana maría ruiz", "ana.ruiz@example.com", "ana.ruiz", "ana", "maría", "ruiz"];
  const expected = {
    common: ["pass\u00adword12", "1 2 3 4 5 6 7 8 9 0", "p.a.s.s.w.o.r.d", "Q_w_E_r_T_y_U_i_O"],
    personal: [
      ...["ana.ruiz2026!!", "p\u200barley2026", "ana\u200dmaria\u200druiz", "Maria-Ruiz-1990"],
      ...["RuizAna#2026", "aannaarruuiizz2026", "aruiz2026!!", "r.u.i.z.2.0.2.6"],
    ],
    sequence: ["a-b-c-d-e-f-g-h", "a.B-c.D-e.F-g", "aabbccddeeff", "aaaabbbbccccdddd"],
  };
  for (const [weakness, passwords] of Object.entries(expected)) {
    for (const password of passwords) {
      const found = await strength.findWeakness(password, ["parley", ...words]);
      assert.equal(found, weakness, JSON.stringify(password));
    }
  }
});

Deno.test("findWeakness() accepts strong passwords in any script", async () => {
  for (
    const password of [
      ...["Kx77mQ22vB", "xK9-fjQ-2mWa", "grape fruit \u200d salad 9", "aa-bright-cloud"],
      ...["correct horse battery staple", "Kx7#mQ2!vB", "minha senha secreta", "tr0ub4dor&3x"],
      ...[
        "\u043c\u043e\u0439 \u043f\u0430\u0440\u043e\u043b\u044c \u0437\u0434\u0435\u0441\u044c",
        "\u6b63\u3057\u3044\u99ac\u96fb\u6c60\u6b62\u3081\u91d1\u5177\u5915",
        "Grace climbs 5 hills by tram",
      ],
      ...[
        "constructor of __proto__",
        "\u{1f40e}\u{1f50b}\u{1f9f7}\u{2705}\u{1f40c}\u{1f3b7}\u{1f9ca}\u{1f9ff}\u{1fa81}\u{1faa4}",
      ],
    ]
  ) assert.equal(await strength.findWeakness(password, own), null, password);
});

Deno.test("findWeakness() reads any text, in a bounded time", async () => {
  const hostile = ["p@ssw0rd", "4@8({[6#!1|0$+7%2", "1", "l1il|", "a1!", "2012", "qwerty", "ab"];
  for (const text of hostile) await strength.findWeakness(text.repeat(1000).slice(0, 1000), own);
  const texts = fc.string({ unit: "binary", minLength: 10, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(texts, async (text) => void await strength.findWeakness(text, [text, ...own])),
    { numRuns: 50 },
  );
});
