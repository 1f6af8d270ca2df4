import assert from "node:assert/strict";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import { PASSWORD_FIELDS } from "../../../views/accounts/password_field.tsx";
import { paths } from "../../../views/paths.ts";
import { openIdProvider } from "../accounts/provider_site.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import type { Visitor } from "../visitor.ts";

const SECRET = "a-secret-that-was-typed";

/** The fields of a filled-in form. */
type FilledForm = {
  readonly visitor: Visitor;
  readonly action: string;
  readonly fields: Record<string, string>;
};

Deno.test("no response, log line or URL contains a typed password, whatever the form's outcome", async () => {
  let isAway = false;
  const hash = "$scrypt$ln=10,r=8,p=1$c2FsdA$";
  const outage = () => {
    throw new AppError("unavailable", said`Cannot reach the database; try again in a moment`);
  };
  const passwords = {
    hash: () => isAway ? outage() : Promise.resolve(hash),
    verify: () => isAway ? outage() : Promise.resolve(false),
  };
  const identityProviders = [openIdProvider({ issuer: "http://127.0.0.1:9" })];
  await using site = await startTestSite({ deps: { passwords, identityProviders } });
  const forms = await passwordForms(site);
  const names = forms.flatMap(({ fields }) => Object.keys(fields));
  for (const name of PASSWORD_FIELDS) assert.ok(names.includes(name), name);
  for (isAway of [true, false]) {
    for (const { visitor, action, fields } of forms) {
      for (const extras of [{}, { htmx: true }, { headers: { Accept: "application/json" } }]) {
        for (const path of [action, `${action}?${new URLSearchParams(fields)}`]) {
          const response = await visitor.post(path, fields, extras);
          if (isAway) assert.equal(response.status, 503, path);
          const shown = [...response.headers.values(), await response.text()].join("\n");
          assert.ok(!shown.includes(SECRET), `${response.status} of ${path}`);
        }
      }
    }
  }
  assert.ok(!JSON.stringify(site.lines).includes(SECRET));
});

/** The forms with a password on every page that has one. */
async function passwordForms(site: TestSite): Promise<FilledForm[]> {
  const signedIn = (await site.signUp()).visitor;
  const pages = [
    { visitor: site.visitor(), path: paths.signIn() },
    { visitor: site.visitor(), path: paths.signUp() },
    { visitor: signedIn, path: paths.account() },
  ];
  const found = await Promise.all(pages.map(async ({ visitor, path }) => {
    const html = await (await visitor.get(path)).text();
    return html.match(/<form\b[^]*?<\/form>/g)!
      .filter((form) => form.includes('type="password"'))
      .map((form) => ({
        visitor,
        action: form.match(/action="([^"]+)"/)![1]!,
        fields: filled(form),
      }));
  }));
  return found.flat();
}

function filled(form: string): Record<string, string> {
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
  return Object.fromEntries(inputs.flatMap((input) => {
    const name = input.match(/\bname="([^"]+)"/)?.[1];
    if (!name) return [];
    if (input.includes('type="password"')) return [[name, SECRET]];
    return [[name, name === "email" ? "someone@example.com" : "Someone"]];
  }));
}
