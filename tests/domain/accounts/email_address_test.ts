import assert from "node:assert/strict";
import fc from "fast-check";
import { checkEmail, normalizeEmail } from "../../../domain/accounts/email_address.ts";

Deno.test("checkEmail() accepts addresses in any one alphabet", () => {
  for (
    const email of [
      ...["name@example.com", "o'brien+tag_1@sub.example.co.uk", "a@b.c", "user@xn--mnchen-3ya.de"],
      ...["josé@españa.es", "zoë.müller@straße.de", "иван@почта.рф", "γιώργος@παράδειγμα.gr"],
      ...[
        "用户@例子.广告",
        "ゆーざー1@ドメイン.テスト.jp",
        "사용자@예시.한국",
        "उपयोगकर्ता@उदाहरण.भारत",
      ],
      ...["משתמש@דוגמה.il", "مستخدم@مثال.مصر", "tanaka田中@example.jp", "ivan@почта.рф"],
      ...[
        "用户@example.com",
        "info@españa.es",
        "оса@почта.рф",
        "иван@example.com",
        "ivan@xn--80a1acny.xn--p1ai",
      ],
    ]
  ) assert.equal(checkEmail(normalizeEmail(email)), null, email);
});

Deno.test("checkEmail() refuses invisible characters and look-alikes", () => {
  const refused = {
    "which cannot be seen": [
      ...["na\u200bme@example.com", "name@exam\u00adple.com", "na\u202eme@example.com"],
      ...[
        "name@example.com\u2069",
        "na\0me@example.com",
        "name\u007f@example.com",
        "\ufeffx@y.zz\u200e",
      ],
      ...[
        "na\u2060me@example.com",
        "na\ufe0fme@example.com",
        "na\u3164me@example.com",
        "na\u2800me@a.bc",
      ],
      ...["na\u{e0061}me@example.com", "na\ue000me@example.com", "na\u034fme@example.com"],
    ],
    "which looks like another": [
      ...[
        "ｎame@example.com",
        "name@exam\ufb01le.com",
        "na\u2024me@example.com",
        "name@ex\u2010a.com",
      ],
      ...[
        "nam\u212f@example.com",
        "name@example\u3002com.org",
        "\u{1d41a}dmin@example.com",
        "a\u2044b@c.de",
      ],
    ],
    "which makes a letter": [
      ...["i\u0307van@example.com", "a\u0337@example.com", "a@exa\u0323\u0337mple.com"],
      ...["\u0430\u0338@почта.рф", "a\u20e3@b.cd", "a\ufe20b@c.de", "a\u1ab0b@c.de"],
    ],
    "only look like them": [
      ...["\u0440\u0430\u0443\u0441\u0430@example.com", "\u03bf\u03bd\u03b9@example.com"],
      ...[
        "ana@\u0430\u0440\u0440\u04cf\u0435.com",
        "\u0440\u0430@\u0440\u0430.com",
        "\u03cc1@a.bc",
      ],
      ...["\u0585\u057d@example.com", "\u0451@mail.example"],
    ],
    "different alphabets look alike": [
      ...[
        "n\u0430me@example.com",
        "name@ex\u0430mple.com",
        "name@example.c\u043em",
        "nam\u03bf@a.bc",
      ],
      ...["иван1x@example.com", "admin.\u0430@example.com", "\u0661x@example.com"],
    ],
  };
  for (const [words, emails] of Object.entries(refused)) {
    for (const email of emails) {
      const said = String(checkEmail(normalizeEmail(email)));
      assert.ok(said.includes(words), `${JSON.stringify(email)}: ${said}`);
    }
  }
  for (
    const email of ["", "name", "@example.com", "a b@example.com", "a@b", `${"a".repeat(250)}@b.cd`]
  ) {
    assert.match(String(checkEmail(normalizeEmail(email))), /^Enter an e-mail address/, email);
  }
});

Deno.test("normalizeEmail() gives each address one form, which stays the same", () => {
  const forms = ["Jos\u00e9@Example.com", " jose\u0301@EXAMPLE.COM\n", "JOSE\u0301@example.com"];
  for (const form of forms) assert.equal(normalizeEmail(form), "jos\u00e9@example.com");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = normalizeEmail(text);
      assert.equal(normalizeEmail(once), once);
    }),
  );
});
