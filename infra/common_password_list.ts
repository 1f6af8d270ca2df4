import type { CommonPasswords } from "../domain/user_gateway.ts";

/**
 * {@link CommonPasswords} from zxcvbn's list of about 49,000 passwords seen in breaches. Loaded
 * when the first password is looked up (30 ms), not at start.
 */
export class CommonPasswordList implements CommonPasswords {
  #passwords: Promise<ReadonlySet<string>> | undefined;

  async includes(password: string): Promise<boolean> {
    this.#passwords ??= load();
    return (await this.#passwords).has(password.toLowerCase());
  }
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].map(String));
}
