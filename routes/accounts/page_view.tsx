import type { Context } from "hono";
import type { App } from "../../domain/app.ts";
import { AccountPage, type AccountPageProps } from "../../views/accounts/account_page.tsx";
import type { AccountFormName } from "../../views/accounts/form.tsx";
import type { ShellData } from "../chats/shell_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { defaultSettings } from "../chats/settings_data.ts";
import { viewer } from "./viewer.ts";

/** A form that was refused, and what was typed into it, without passwords. */
type TypedForm = {
  readonly form: AccountFormName;
  readonly values?: Readonly<Record<string, string>>;
};

/** Shows the account page, where a form was sent with its outcome. */
export class AccountPageView {
  readonly #app: App;
  readonly #shell: ShellData;

  constructor(app: App, shell: ShellData) {
    this.#app = app;
    this.#shell = shell;
  }

  /** Shows the page, with what this request adds to it. */
  async show(
    c: Context<RouteEnv>,
    extra:
      & Pick<AccountPageProps, "done" | "newApiToken" | "report" | "refused">
      & Partial<Pick<AccountPageProps, "defaults">> = {},
    status: 200 | ReturnType<typeof refusal>["status"] = 200,
  ): Promise<Response> {
    const { user, t } = viewer(c);
    const [shell, sessions, apiTokens, storage, signInWays] = await Promise.all([
      this.#shell.props({ user, t }),
      this.#app.listSessions(user.id),
      this.#app.listApiTokens(user.id),
      this.#app.getStorage(user.id),
      this.#app.getSignInWays(user.id),
    ]);
    const page = {
      ...shell,
      defaults: defaultSettings(this.#app, { user, t }),
      ...extra,
      apiTokens,
      storage,
      signInWays,
      sessions: sessions.map((session) => ({
        session,
        isCurrent: session.id === c.var.sessionId,
      })),
    };
    return c.html(<AccountPage {...page} />, status);
  }

  /**
   * Shows the page with a refused form, the reason, and what was typed.
   *
   * @throws the error itself when it is not about the form.
   */
  async refuse(
    c: Context<RouteEnv>,
    error: unknown,
    { form, values = {} }: TypedForm,
  ): Promise<Response> {
    const { status, message, fields: errors } = refusal(c, error);
    const isAboutFields = Object.keys(errors).length > 0;
    const refused = { form, values, errors, message: isAboutFields ? undefined : message };
    return await this.show(c, { refused }, status);
  }
}
