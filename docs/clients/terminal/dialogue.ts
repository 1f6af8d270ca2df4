import { callProblem, isCallProblem } from "./call_problem.ts";
import { type CommandContext, CommandError, openChat, runCommand } from "./commands.ts";
import { LineEditor } from "./line_editor.ts";
import { nextStep, outcomeNote } from "./outcome_note.ts";
import { printable } from "./printable.ts";

/** Options of a dialogue. */
export type DialogueOptions =
  & Pick<CommandContext, "connection" | "session" | "screen">
  & { readonly address: string };

/**
 * Chats line by line until the user quits.
 *
 * @returns the exit code.
 * @throws {ServiceError} if the first call fails.
 */
export async function chatByLines(options: DialogueOptions): Promise<number> {
  const dialogue = new Dialogue(options);
  await dialogue.greet();
  await using editor = new LineEditor(options.screen);
  const left = Promise.withResolvers<number>();
  editor.onInterrupt = () => dialogue.interrupt(editor, () => left.resolve(130));
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    Deno.addSignalListener(signal, () => left.resolve(code));
  }
  const code = await Promise.race([dialogue.run(editor), left.promise]);
  await options.session.stopped();
  return code;
}

class Dialogue {
  readonly #context: CommandContext;
  readonly #address: string;
  /** Stops the streaming answer. */
  #stop: AbortController | null = null;
  #isWarned = false;

  constructor({ address, ...options }: DialogueOptions) {
    this.#address = address;
    this.#context = { ...options, listed: [], answer: (read) => this.#answer(read) };
  }

  /** Prints the server and the model. Fails if the server can't be reached or refuses the token. */
  async greet(): Promise<void> {
    const { connection, session, screen } = this.#context;
    const [first] = await connection.models();
    const model = printable(session.model || first?.name || "no model");
    await screen.line(`${screen.bold("Parley")} at ${this.#address}, ${model}`);
    await screen.line(screen.dim("Ask something. /help lists the commands; Ctrl-D quits."));
    if (session.chatId) await openChat(this.#context, session.chatId);
  }

  /** Reads messages and commands. @returns the exit code. */
  async run(editor: LineEditor): Promise<number> {
    const { screen } = this.#context;
    for (;;) {
      const message = await editor.message(`\n${screen.bold("> ")}`);
      if (message === null) await screen.line();
      if (message === null || message.trim() === "/quit") return 0;
      this.#isWarned = false;
      if (message.trim() !== "") await this.#take(message);
    }
  }

  /** Handles Ctrl-C: stops the answer; a second press quits. */
  interrupt(editor: LineEditor, leave: () => void): void {
    const { screen } = this.#context;
    if (this.#stop && !this.#stop.signal.aborted) return this.#stop.abort();
    if (this.#stop || this.#isWarned) return leave();
    this.#isWarned = true;
    screen.line(screen.dim("\n(Press Ctrl-C again to quit)"));
    editor.redraw();
  }

  async #take(message: string): Promise<void> {
    const { session, screen } = this.#context;
    try {
      if (message.startsWith("/")) await runCommand(this.#context, message);
      else await this.#answer((stop) => session.ask(message.trim(), stop));
    } catch (error) {
      if (error instanceof CommandError) await screen.line(screen.red(error.message));
      else if (isCallProblem(error)) {
        await screen.line(screen.red(callProblem(error, this.#address)));
      } else throw error;
    }
  }

  async #answer(read: Parameters<CommandContext["answer"]>[0]): Promise<void> {
    const { screen } = this.#context;
    this.#stop = new AbortController();
    try {
      const outcomes = (await read(this.#stop.signal)).filter(outcomeNote);
      const notes = outcomes.map((outcome) => `[${outcomeNote(outcome)}; ${nextStep(outcome)}]`);
      for (const note of new Set(notes)) await screen.line(screen.dim(printable(note)));
    } finally {
      this.#stop = null;
    }
  }
}
