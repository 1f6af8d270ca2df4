import { type ServiceError, status } from "@grpc/grpc-js";
import { printable } from "./printable.ts";

const MAKE_TOKEN = `Make one on the account page of the web address, or on the server with
  deno task -q token --email=<address of your account> --name=terminal
and put it into PARLEY_TOKEN`;

type Place = { readonly address: string; readonly token: string; readonly user?: string };

/** Whether a call failed, which is nobody's mistake in here. */
export function isCallProblem(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error;
}

/** What went wrong with a call, and what its user can do about it. */
export function callProblem({ code, details }: ServiceError, address: string): string {
  const reason = printable(details);
  switch (code) {
    case status.UNAVAILABLE:
      return `Cannot reach a server at ${address}: ${connectionProblem(reason)}
Start one with
  deno task start
or name another with --address=host:port. It may want --tls, or --ca=certs/<file> to trust it`;
    case status.UNAUTHENTICATED:
      return `The server at ${address} doesn't accept this token. ${MAKE_TOKEN}`;
    case status.UNIMPLEMENTED:
      return `The server at ${address} is not Parley, or is older than this client: ${reason}`;
    case status.DEADLINE_EXCEEDED:
      return `The server at ${address} didn't answer in time`;
    case status.INVALID_ARGUMENT:
      if (!reason.startsWith("x-parley-user ")) return reason;
      return "The service token needs a user to act for: --user=<name>";
    case status.RESOURCE_EXHAUSTED:
      // No answer of Parley's is that large: bytes of something else were read as a length.
      return reason.startsWith("Received message larger") ? notGrpc(address) : reason;
    default:
      return reason || status[code];
  }
}

function notGrpc(address: string): string {
  return `The server at ${address} doesn't speak gRPC. Pages and gRPC have different ports: gRPC's is
50051 unless GRPC_SERVER_PORT is set`;
}

/** What grpc-js says of a connection, without its words around it. */
function connectionProblem(details: string): string {
  if (details.includes("must not be an IP address")) {
    return "with TLS it has to be named by its name";
  }
  return /Last error: (?:Error: )?(.*?)\.? Resolution note/s.exec(details)?.[1] ?? details;
}

/** What is wrong with where the server is said to be and who calls, before any call; empty if nothing. */
export function placeMistake({ address, token, user = "" }: Place): string {
  if (address.includes("/")) {
    return `The server's address is host:port, such as 127.0.0.1:50051, but not ${address}`;
  }
  const unsendable = /[^ -~]/;
  if (unsendable.test(token)) {
    return `This is not a token: it has characters outside ASCII. ${MAKE_TOKEN}`;
  }
  return unsendable.test(user) ? `The user ${printable(user)} must be of printable ASCII` : "";
}

/** What to do without a token. */
export const noToken = `A token is needed. ${MAKE_TOKEN}`;
