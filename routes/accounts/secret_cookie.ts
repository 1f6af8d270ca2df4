import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { SignedIn } from "../../domain/accounts/accounts.ts";
import type { Site } from "../site.ts";
import { paths } from "../../views/paths.ts";
import { isSecure } from "../http/security_headers.ts";

/** A secret, and until when the browser keeps it. */
export type KeptSecret = { readonly secret: string; readonly expiresAt: Date };

/**
 * A cookie with a secret, which scripts can't read. Over TLS its name has the prefix `__Host-`,
 * which binds it to this host (RFC 6265bis, section 4.1.3.2), or `__Secure-` if it is for some paths.
 */
export class SecretCookie {
  readonly #name: string;
  readonly #options: {
    prefix?: "host" | "secure";
    path: string;
    secure: boolean;
    httpOnly: true;
    sameSite: "Lax";
  };

  /** @param path The browser sends the cookie with requests for this path and those below it. */
  constructor(site: Site, name: string, path = "/") {
    const secure = isSecure(site);
    const prefix = path === "/" ? "host" : "secure";
    this.#name = name;
    this.#options = { ...secure && { prefix }, path, secure, httpOnly: true, sameSite: "Lax" };
  }

  /** The secret that came with the request. */
  read(c: Context): string | undefined {
    return getCookie(c, this.#name, this.#options.prefix);
  }

  /** Stores the secret in the browser. */
  set(c: Context, { secret, expiresAt }: KeptSecret): void {
    setCookie(c, this.#name, secret, { ...this.#options, expires: expiresAt });
  }

  /** Deletes the secret from the browser. */
  clear(c: Context): void {
    deleteCookie(c, this.#name, this.#options);
  }
}

/** The cookies that identify a browser and its user. */
export class BrowserCookies {
  /** The session of the signed-in user. */
  readonly session: SecretCookie;
  /** The browser itself, so that it is recognized also after signing out. */
  readonly device: SecretCookie;
  /** A sign-in at a provider that has begun; see `kept_sign_in.ts`. */
  readonly begun: SecretCookie;
  /** The provider through which the browser has signed in, for signing out there, too. */
  readonly provider: SecretCookie;

  constructor(site: Site) {
    this.session = new SecretCookie(site, "session");
    this.device = new SecretCookie(site, "device");
    this.begun = new SecretCookie(site, "begun-sign-in");
    this.provider = new SecretCookie(site, "provider", paths.signOut());
  }

  /** Signs the browser in. */
  enter(c: Context, signedIn: SignedIn): void {
    this.session.set(c, signedIn);
    this.device.set(c, signedIn.device);
  }
}
