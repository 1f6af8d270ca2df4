/** A user with an account. */
export type Visitor = {
  /** The session, as a `Cookie` header. */
  readonly cookie: string;
  readonly email: string;
};

/** Enough users for all streams of a measurement, given the connections that each may have. */
const VISITORS = 8;

/** Makes accounts and signs in. */
export async function signUpSeveral(origin: string): Promise<Visitor[]> {
  return await Promise.all(Array.from({ length: VISITORS }, () => signUp(origin)));
}

async function signUp(origin: string): Promise<Visitor> {
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
