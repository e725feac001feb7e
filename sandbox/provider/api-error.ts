import { isObject, type Json, listAt, numberAt, parseJson, stringAt } from "./json";

export interface Cause {
  /** The property, empty where the API server names none. */
  field: string;
  message: string;
}

/** What an API server refused and why. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** For example `NotFound`, `AlreadyExists`, `Invalid`, `Conflict`. */
    readonly reason: string,
    message: string,
    readonly causes: readonly Cause[],
  ) {
    super(message);
    this.name = "ApiError";
  }

  static fromResponse(status: number, text: string): ApiError {
    const answer = parsed(text);
    const message = stringAt(answer, "message") ?? (text === "" ? `HTTP status ${status}` : text);
    const reason = stringAt(answer, "reason") ?? "";
    const causes = listAt(answer, "details", "causes").map((cause) => ({
      field: stringAt(cause, "field") ?? "",
      message: stringAt(cause, "message") ?? stringAt(cause, "reason") ?? "refused",
    }));
    return new ApiError(numberAt(answer, "code") ?? status, reason, message, causes);
  }
}

export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/**
 * What is wrong, property by property. Unknown fields come as one sentence, in one of two wordings: that of the strict decoder, and that of
 * server-side apply.
 */
export function causesOf(error: ApiError): Cause[] {
  const unknownFields = unknownFieldCauses(error.message);
  if (unknownFields.length > 0) return unknownFields;
  const mistyped = /Go struct field \w+\.(\S+) of type (\S+)/.exec(error.message);
  if (mistyped !== null) {
    return [{ field: mistyped[1] ?? "", message: `must be of type ${mistyped[2] ?? "?"}` }];
  }
  // A conflict's causes name the managers; one without a field adds nothing to the message.
  const located = error.causes.filter((cause) => cause.field !== "");
  return located.length > 0 ? located : [{ field: "", message: error.message }];
}

/** One readable text of all that is wrong, each with its place. */
export function describe(error: ApiError): string {
  return causesOf(error).map(describeCause).join("; ");
}

export function describeCause({ field, message }: Cause): string {
  return field === "" ? message : `${field}: ${message}`;
}

export function isUnknownField(error: unknown): error is ApiError {
  return error instanceof ApiError && unknownFieldCauses(error.message).length > 0;
}

function unknownFieldCauses(message: string): Cause[] {
  const strict = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map((match) => ({
    field: match[2] ?? "",
    message: `${match[1] ?? ""} field "${lastKey(match[2] ?? "")}": the API server does not know it here, correct or remove it`,
  }));
  const typed = [...message.matchAll(/\.([^\s:]+): field not declared in schema/g)].map(
    (match) => ({
      field: match[1] ?? "",
      message: `unknown field "${lastKey(match[1] ?? "")}": the API server does not know it here, correct or remove it`,
    }),
  );
  return [...strict, ...typed];
}

function lastKey(path: string): string {
  return path.split(".").at(-1) ?? path;
}

function parsed(text: string): Json {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    // A proxy before the API server answers in HTML or plain text.
    return {};
  }
}
