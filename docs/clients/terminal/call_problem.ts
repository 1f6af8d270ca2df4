import { type ServiceError, status } from "@grpc/grpc-js";
import { printable } from "./printable.ts";

const MAKE_TOKEN = `Make one on the account page of the web address, or on the server with
  deno task -q token --email=<address of your account> --name=terminal
and put it into PARLEY_TOKEN`;

type Place = { readonly address: string; readonly token: string; readonly user?: string };

/** Whether an error comes from a call, not from a mistake in this program. */
export function isCallProblem(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error;
}

/** Explains why a call failed, and what the user can do. */
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
      // Parley sends no messages that large: grpc-js read another protocol's bytes as a length.
      return reason.startsWith("Received message larger") ? notGrpc(address) : reason;
    default:
      return reason || status[code];
  }
}

function notGrpc(address: string): string {
  return `The server at ${address} doesn't speak gRPC. Pages and gRPC have different ports: gRPC's is
50051 unless GRPC_SERVER_PORT is set`;
}

/** The reason in grpc-js's message about a connection. */
function connectionProblem(details: string): string {
  if (details.includes("must not be an IP address")) {
    return "with TLS the address must be a host name, not an IP address";
  }
  return /Last error: (?:Error: )?(.*?)\.? Resolution note/s.exec(details)?.[1] ?? details;
}

/**
 * Checks address, token and user before the first call; returns an empty string if they are valid.
 */
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

/** Says how to get a token. */
export const noToken = `A token is needed. ${MAKE_TOKEN}`;
