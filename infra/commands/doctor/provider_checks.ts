import type { Config } from "../../config/config.ts";
import type { IdentityProviderConfig } from "../../config/identity_providers.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

/** Time limit for a provider's answer, in milliseconds. */
const PATIENCE = 10_000;

/** By how much clocks may differ before sign-ins are refused, in milliseconds. */
const CLOCK_TOLERANCE = 60_000;

/** Checks that each provider publishes what signing in through it needs. */
export async function checkProviders({ identityProviders }: Config): Promise<Finding[]> {
  return await Promise.all(identityProviders.map(checkProvider));
}

async function checkProvider({ name, issuer }: IdentityProviderConfig): Promise<Finding> {
  const about = `Sign-in with ${name}`;
  const variable = `OIDC_${name.toUpperCase()}_ISSUER`;
  const advice = `Check ${variable}, and that this machine reaches it`;
  // OpenID Connect Discovery, section 4.
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    if (!response.ok) return problem(about, `${url} has status ${response.status}`, advice);
    const published = JSON.parse(text)?.issuer;
    if (published !== issuer) {
      const text = `The provider calls itself ${published}, not ${issuer}`;
      return problem(about, text, `Set ${variable} to exactly that`);
    }
    return clock(about, response.headers.get("date")) ?? ok(about, `${issuer} answers`);
  } catch (error) {
    return problem(about, `${url}: ${reasonOf(error)}`, advice);
  }
}

function clock(about: string, date: string | null): Finding | null {
  const ahead = Date.parse(date ?? "") - Date.now();
  if (!(Math.abs(ahead) > CLOCK_TOLERANCE)) return null;
  const text = `The provider's clock is ${Math.round(ahead / 1000)} s ahead of this machine's`;
  return warning(about, text, "Set this machine's clock by NTP, or sign-ins are refused");
}
