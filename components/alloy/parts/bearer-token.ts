import type { AuthHandler, Part } from "../connections";
import { Call, component, exported } from "../syntax";

/** Lets in who presents the token in this file. A new token in the file counts within a minute. */
export function bearerToken(label: string, file: string): Part & { handler: AuthHandler } {
  const token = component("local.file", label, {
    filename: file,
    is_secret: true,
    // A mounted Secret changes by a link that is swapped, which file notifications miss.
    detector: "poll",
    poll_frequency: "1m",
  });
  const content = exported("secret", token, "content");
  const auth = component("otelcol.auth.bearer", label, {
    // A Secret made with an editor ends in a line break, with which no token would match.
    token: new Call("string.trim_space", [new Call("convert.nonsensitive", [content])]),
  });
  return { blocks: [token, auth], handler: exported("otelcol.Handler", auth, "handler") };
}
