/** Someone who has an account. */
export type Visitor = {
  /** The session, as a `Cookie` header. */
  readonly cookie: string;
  readonly email: string;
};

/** Makes an account and signs in. */
export async function signUp(origin: string): Promise<Visitor> {
  const email = `bench-${crypto.randomUUID()}@example.com`;
  const response = await fetch(`${origin}/sign-up`, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: origin },
    body: new URLSearchParams({ name: "Bench", email, password: "correct horse battery" }),
  });
  await response.body?.cancel();
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return { cookie: cookies.join("; "), email };
}
