import type { IdentityProvider } from "../../../domain/accounts/identity_provider.ts";
import { OpenIdProvider } from "../../../infra/accounts/openid_provider.ts";
import type { IdentityProviderConfig } from "../../../infra/config/identity_providers.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { paths } from "../../../views/paths.ts";
import { silentLog } from "../../support/app/test_app.ts";
import {
  CLIENT,
  type OpenIdServer,
  startOpenIdServer,
} from "../../support/identity/openid_server.ts";
import { Person } from "../../support/identity/person.ts";
import { startTestSite, type TestSite, type TestSiteOptions } from "../test_site.ts";
import { location, ORIGIN, type Visitor } from "../visitor.ts";

/** A site whose visitors can sign in through a provider named `corp`. */
export type ProviderSite = TestSite & { readonly server: OpenIdServer };

/** Options that differ from the defaults. */
export type ProviderSiteOptions = TestSiteOptions & {
  readonly provider?: Partial<IdentityProviderConfig>;
  /** More providers. */
  readonly with?: readonly IdentityProvider[];
};

/** The URL to which a provider sends visitors back. */
export function callbackUrl(provider = "corp"): string {
  return ORIGIN + paths.providerCallback(provider);
}

/** Starts a site and its provider, which knows Ada. */
export async function startProviderSite(
  { provider, with: more = [], ...options }: ProviderSiteOptions = {},
): Promise<ProviderSite> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(
    await startOpenIdServer({
      redirectUris: [callbackUrl()],
      postLogoutRedirectUris: [ORIGIN + paths.signIn()],
    }),
  );
  server.people.set("ada", { name: "Ada", email: "Ada@Example.com", email_verified: true });
  const identityProviders = [openIdProvider(server, provider), ...more];
  const deps = { identityProviders, ...options.deps };
  const site = stack.use(
    await startTestSite({ ...options, deps, site: { publicUrl: ORIGIN, ...options.site } }),
  );
  const owned = stack.move();
  return { ...site, server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A provider's adapter. */
export function openIdProvider(
  server: Pick<OpenIdServer, "issuer">,
  options: Partial<IdentityProviderConfig> = {},
): IdentityProvider {
  const config: IdentityProviderConfig = {
    name: "corp",
    label: "Corp",
    issuer: server.issuer,
    clientId: CLIENT.id,
    secret: CLIENT.secret,
    scopes: ["openid", "email", "profile"],
    allowedDomains: [],
    trustedDomains: [],
    ...options,
  };
  return new OpenIdProvider(config, { clock: new SystemClock(), log: silentLog });
}

/** A visitor goes to the provider, signs in there, and comes back. @returns the way back. */
export async function atProvider(
  visitor: Visitor,
  { as = "ada", next, provider = "corp" }: { as?: string; next?: string; provider?: string } = {},
): Promise<string> {
  const begun = await visitor.get(paths.providerSignIn(provider, next));
  const back = await new Person(as).signIn(location(begun)!, callbackUrl(provider));
  return back.slice(ORIGIN.length);
}

/** A visitor signs in through the provider. @returns the program's answer. */
export async function throughProvider(
  visitor: Visitor,
  options: Parameters<typeof atProvider>[1] = {},
): Promise<Response> {
  return await visitor.get(await atProvider(visitor, options));
}
