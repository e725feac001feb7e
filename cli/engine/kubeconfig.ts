import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { isMap } from "../../components/shared/merge";
import { didYouMean } from "../../components/shared/nearest";
import { CommandError } from "../command-error";

type Kind = "cluster" | "user" | "context";

/** A named entry with the file that it stands in. */
interface Entry {
  file: string;
  body: Record<string, unknown>;
}

/**
 * The kubeconfig that has the context, by kubectl's rules: KUBECONFIG may name several files, those that do
 * not exist are skipped, and of two entries with one name the first counts. Where the context's cluster and
 * user stand elsewhere than it, they are written together into `folder`, for readers of a single file.
 */
export function kubeconfigWith(
  context: string,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const named = (env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  const listed = named.length > 0 ? named : [join(homedir(), ".kube", "config")];
  const files = listed.filter((file) => existsSync(file));
  if (files.length === 0) refuse(context, listed.join(", "), "ENOENT: no such file");
  const contents = new Map(files.map((file) => [file, contentOf(file, context)]));

  const contexts = entries("context", contents);
  const found = contexts.get(context);
  if (found === undefined) throw unknownContext(context, files, [...contexts.keys()]);
  const parts = (["cluster", "user"] as const).map((kind) => {
    const name = found.body[kind];
    const entry = entries(kind, contents).get(String(name));
    // A context may go without a user, but not name one that is not there.
    if (entry === undefined && (kind === "cluster" || name)) {
      throw new CommandError(
        `--context ${context}: its ${kind} ${JSON.stringify(name)} is in none of ${files.join(", ")}. ` +
          "Add the file that has it to KUBECONFIG.",
      );
    }
    return { kind, name: String(name), entry };
  });
  if (parts.every(({ entry }) => entry === undefined || entry.file === found.file)) {
    return found.file;
  }
  const merged = {
    apiVersion: "v1",
    kind: "Config",
    contexts: [{ name: context, context: found.body }],
    "current-context": context,
    ...Object.fromEntries(
      parts.map(({ kind, name, entry }) => [
        `${kind}s`,
        entry ? [{ name, [kind]: withWholePaths(entry) }] : [],
      ]),
    ),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "kubeconfig");
  writeFileSync(file, stringify(merged), { mode: 0o600 });
  return file;
}

function contentOf(file: string, context: string): Record<string, unknown> {
  try {
    const content: unknown = parse(readFileSync(file, "utf8")) ?? {};
    if (isMap(content)) return content;
  } catch (error) {
    refuse(context, file, (error as Error).message);
  }
  return refuse(context, file, "it is no map");
}

function refuse(context: string, files: string, reason: string): never {
  throw new CommandError(
    `--context ${context}: the kubeconfig ${files} cannot be read (${reason}). ` +
      "Set KUBECONFIG to the file that has the context.",
  );
}

function unknownContext(context: string, files: readonly string[], known: readonly string[]) {
  return new CommandError(
    `--context ${context}: ${files.join(", ")} has no such context. It has: ${known.join(", ") || "none"}.` +
      didYouMean(context, known),
  );
}

/** All entries of a kind by their names. */
function entries(kind: Kind, contents: ReadonlyMap<string, Record<string, unknown>>) {
  const found = new Map<string, Entry>();
  for (const [file, content] of contents) {
    const list: unknown = content[`${kind}s`];
    for (const item of Array.isArray(list) ? (list as unknown[]) : []) {
      if (!isMap(item) || found.has(String(item.name))) continue;
      const body = item[kind];
      found.set(String(item.name), { file, body: isMap(body) ? body : {} });
    }
  }
  return found;
}

const PATHS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/** The entry with paths that hold from any folder: they are relative to their file's. */
function withWholePaths({ file, body }: Entry): Record<string, unknown> {
  const whole = (path: unknown) => resolve(dirname(file), String(path));
  const moved = PATHS.filter((key) => body[key]).map((key) => [key, whole(body[key])]);
  const exec = body.exec;
  // A command without a slash is looked for on PATH.
  const relative = isMap(exec) && /[/\\]/.test(String(exec.command));
  return {
    ...body,
    ...(Object.fromEntries(moved) as Record<string, string>),
    ...(relative && { exec: { ...exec, command: whole(exec.command) } }),
  };
}
