import { stdin } from "node:process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { stopSignals } from "../../../infra/process/stop_signals.ts";
import { callProblem, isCallProblem, noToken, placeMistake } from "./call_problem.ts";
import { ChatConnection, type ClientTls } from "./chat_connection.ts";
import { ChatSession } from "./chat_session.ts";
import { chatByLines } from "./dialogue.ts";
import { LineEditor } from "./line_editor.ts";
import { exitCodeOf, outcomeNote } from "./outcome_note.ts";
import { printable } from "./printable.ts";
import { Screen } from "./screen.ts";

// Behind `deno task chat`: chats in a terminal, or answers one question in a pipe.

const usage = `Usage: deno task chat [options] [question]

Chats in a terminal. With a question, or one in a pipe, it prints the answer and ends.

  --address=host:port  where the server is; else PARLEY_ADDRESS, else 127.0.0.1:50051
  --tls                the server has a certificate
  --ca=certs/ca.pem    trust this authority; with --cert= and --key=, show a certificate of your own
  --user=name          user to act for, if the token is the server's AUTH_TOKEN; else PARLEY_USER
  --chat=id            go on in this chat
  --model=name         for a new chat

PARLEY_TOKEN holds the token; in a terminal you are asked for it otherwise.`;

const optionTypes = {
  address: { type: "string" },
  tls: { type: "boolean" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  user: { type: "string" },
  chat: { type: "string" },
  model: { type: "string" },
  help: { type: "boolean" },
} as const;

/**
 * The exit codes besides those that say how an answer came out. As shells have them for what was called
 * wrongly, and for what SIGINT ended.
 */
const EXIT = { done: 0, failed: 1, misused: 2, lost: 7, interrupted: 130 };

type Options = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
  return parseArgs({ args, options: optionTypes, allowPositionals: true });
}

/** @returns the exit code. */
async function run(args: string[]): Promise<number> {
  const [output, notes] = [new Screen(Deno.stdout), new Screen(Deno.stderr)];
  const { values, positionals } = parse(args);
  if (values.help) {
    await output.line(usage);
    return EXIT.done;
  }
  const isDialogue = positionals.length === 0 && Deno.stdin.isTerminal() && output.isTerminal;
  const token = Deno.env.get("PARLEY_TOKEN") || await askForToken(notes);
  if (!token) {
    await notes.line(notes.red(noToken));
    return EXIT.misused;
  }
  const address = values.address ?? (Deno.env.get("PARLEY_ADDRESS") || "127.0.0.1:50051");
  const user = values.user ?? Deno.env.get("PARLEY_USER");
  const mistake = placeMistake({ address, token, user });
  if (mistake) {
    await notes.line(notes.red(mistake));
    return EXIT.misused;
  }
  const tls = await readTls(values);
  using connection = await ChatConnection.open({ address, token, user, ...tls && { tls } });
  const session = new ChatSession(connection, { answers: output, notes });
  Object.assign(session, { chatId: values.chat ?? "", model: values.model ?? "" });
  try {
    if (isDialogue) return await chatByLines({ connection, session, screen: output, address });
    // A server that isn't there is told of at once; one that goes away later is waited for.
    await connection.models();
    return await answerOnce(session, await question(positionals), notes);
  } catch (error) {
    if (!isCallProblem(error)) throw error;
    await notes.line(notes.red(callProblem(error, address)));
    return session.last ? EXIT.lost : EXIT.failed;
  }
}

/** @returns an empty text where nobody can be asked. */
async function askForToken(screen: Screen): Promise<string> {
  if (!Deno.stdin.isTerminal() || !screen.isTerminal) return "";
  await using editor = new LineEditor(screen, { history: false });
  return (await editor.secret("Token (it is not shown): "))?.trim() ?? "";
}

async function readTls({ tls, ca, cert, key }: Options): Promise<ClientTls | undefined> {
  if (!tls && !ca && !cert) return undefined;
  const [caText, certText, keyText] = await Promise.all(
    [ca, cert, key].map((path) => path === undefined ? undefined : Deno.readTextFile(path)),
  );
  return { ca: caText, cert: certText, key: keyText };
}

/** What the arguments say, and below it what a pipe does. */
async function question(words: readonly string[]): Promise<string> {
  const piped = Deno.stdin.isTerminal() && words.length > 0 ? "" : await text(stdin);
  return [words.join(" "), piped.trimEnd()].filter((part) => part !== "").join("\n\n");
}

/** Prints an answer and nothing else. The first signal stops it, the second ends the program. */
async function answerOnce(session: ChatSession, message: string, notes: Screen): Promise<number> {
  const { first, second } = stopSignals();
  const stop = new AbortController();
  first.then(() => stop.abort());
  second.then(() => session.stopped()).then(() => Deno.exit(EXIT.interrupted));
  const outcomes = await session.ask(message, stop.signal);
  for (const note of outcomes.map(outcomeNote).filter((note) => note !== "")) {
    await notes.line(notes.dim(printable(`[${note}]`)));
  }
  if (stop.signal.aborted) return EXIT.interrupted;
  return outcomes.map(exitCodeOf).find((code) => code !== EXIT.done) ?? EXIT.done;
}

/** What is wrong with how the program was called, if that is what an error says. */
function misuse(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const isOption = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
  if (isOption) return `${error.message}\n\n${usage}`;
  const isFile = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable;
  return isFile ? `Cannot read a certificate, which must be in certs/: ${error.message}` : null;
}

if (import.meta.main) {
  const code = await run(Deno.args).catch((error) => {
    // Whoever read the answer has enough of it.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.failed;
    const words = misuse(error);
    if (words === null) throw error;
    console.error(words);
    return EXIT.misused;
  });
  Deno.exit(code);
}
