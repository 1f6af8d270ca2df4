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

// `deno task chat`: chats in a terminal, or answers one question in a pipe.

const usage = `Usage: deno task chat [options] [question]

Chats in a terminal. Given a question, as an argument or in a pipe, it prints the answer and exits.

  --address=host:port  the server; by default PARLEY_ADDRESS, or 127.0.0.1:50051
  --tls                connect with TLS
  --ca=certs/ca.pem    trust this certificate authority; --cert= and --key= are your certificate
  --user=name          user to act for, if the token is the server's AUTH_TOKEN; or PARLEY_USER
  --chat=id            continue this chat
  --model=name         model for a new chat

PARLEY_TOKEN is the token; without it the program asks for one in a terminal.`;

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
 * Exit codes, besides those for how an answer ended. 2 (wrong usage) and 130 (ended by SIGINT) are
 * the shells' conventions.
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
    // If the server can't be reached, this fails at once. Later the client waits for it.
    await connection.models();
    return await answerOnce(session, await question(positionals), notes);
  } catch (error) {
    if (!isCallProblem(error)) throw error;
    await notes.line(notes.red(callProblem(error, address)));
    return session.last ? EXIT.lost : EXIT.failed;
  }
}

/** @returns an empty string without a terminal. */
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

/** The question: the arguments, and below them the text from the pipe. */
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

/** Explains an error in the program's arguments; `null` for other errors. */
function misuse(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const isOption = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
  if (isOption) return `${error.message}\n\n${usage}`;
  const isFile = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable;
  return isFile ? `Cannot read a certificate, which must be in certs/: ${error.message}` : null;
}

if (import.meta.main) {
  const code = await run(Deno.args).catch((error) => {
    // The program that read the answer has closed the pipe.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.failed;
    const words = misuse(error);
    if (words === null) throw error;
    console.error(words);
    return EXIT.misused;
  });
  Deno.exit(code);
}
