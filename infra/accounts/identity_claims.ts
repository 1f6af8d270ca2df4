import type { Identity, ProvidedEmail } from "../../domain/accounts/identity_provider.ts";
import { sha256 } from "../hashes/sha256.ts";

/** Claims about a person, from an ID token or the UserInfo endpoint (OpenID Connect Core, 5.1). */
export type Claims = Readonly<Record<string, unknown>>;

const GOOGLE = "https://accounts.google.com";

/**
 * Reads who a person is.
 *
 * @param provider The provider's name. With a hash of the issuer it makes the identity's key, so
 * that another issuer under the same name can't open anyone's account.
 * @param claims Claims that were checked; `iss` and `sub` are always among them.
 */
export function identityOf(provider: string, claims: Claims): Omit<Identity, "signOutHint"> {
  const issuer = sha256(text(claims.iss)).slice(0, 16);
  return {
    provider,
    key: { provider: `${provider}:${issuer}`, subject: text(claims.sub) },
    name: text(claims.name) || text(claims.preferred_username),
    email: emailOf(claims),
  };
}

function emailOf(claims: Claims): ProvidedEmail | null {
  const address = text(claims.email);
  if (!address) return null;
  // Entra has no `email_verified`. It leaves it to applications to ask for `xms_edov`, which tells
  // whether the domain's owner put the address there
  // (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference).
  const verified = claims.email_verified ?? claims.xms_edov;
  const isVerified = verified === true || verified === "true" || verified === 1 || verified === "1";
  return { address, isVerified, isCurrent: isVerified && isManaged(address, claims) };
}

/**
 * Whether the provider knows who has the address today. Google once verified the addresses of other
 * services, and doesn't look again
 * (https://developers.google.com/identity/gsi/web/guides/verify-google-id-token).
 */
function isManaged(address: string, claims: Claims): boolean {
  if (claims.iss !== GOOGLE) return true;
  return /@(gmail|googlemail)\.com$/i.test(address) || text(claims.hd) !== "";
}

function text(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}
