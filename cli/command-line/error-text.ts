import { CommandError as EngineError } from "@pulumi/pulumi/automation";
import { InvalidArgsError } from "../../components/shared/problems";
import { ControlPlaneError } from "../../sandbox/control-plane-error";
import { ProgramError } from "../../sandbox/programs/program-error";
import { CommandError } from "../command-error";

/** Their messages say all that the user needs. */
const TOLD = [CommandError, InvalidArgsError, ProgramError, ControlPlaneError];

/** What the operating system refuses, and what its user can do about it. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES:
    "There is no permission for this. Give it, or name other folders (PULUMI_LGTM_CACHE, HOME)",
  EPERM:
    "There is no permission for this. Give it, or name other folders (PULUMI_LGTM_CACHE, HOME)",
  EROFS: "The file system is read-only. Name other folders (PULUMI_LGTM_CACHE, HOME)",
  ENOSPC: "The disk is full. Make room there, or name another folder (PULUMI_LGTM_CACHE)",
  EDQUOT: "The disk quota is used up. Make room there, or name another folder (PULUMI_LGTM_CACHE)",
  EMFILE: "Too many files are open. Raise the limit (`ulimit -n`)",
  ENOTDIR: "A file is where a folder is wanted. Remove it, or name another folder",
  EISDIR: "A folder is where a file is wanted. Remove it, or name another file",
  EEXIST: "A file is where a folder is wanted. Remove it, or name another folder",
  ENOENT: "There is no such file or folder",
  EADDRINUSE: "The port is in use. End what listens there",
};

/** What went wrong, for the user. A stack trace is for who asks for it. */
export function errorText(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  if (!(error instanceof Error)) return String(error);
  if (env.PULUMI_LGTM_DEBUG) return error.stack ?? error.message;
  if (TOLD.some((kind) => error instanceof kind)) return error.message;
  if (error instanceof EngineError) return engineText(error);
  return systemText(error) ?? unexpectedText(error);
}

/** The diagnostics were printed as they came; what is left is why the engine itself gave up. */
function engineText({ message }: EngineError): string {
  const reasons = message.split("\n").filter((line) => /^\s*error: /.test(line));
  return [...new Set(reasons)].join("\n") || message;
}

function systemText(error: Error): string | undefined {
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (code === undefined || syscall === undefined) return undefined;
  const advice = REFUSALS[code];
  if (advice === undefined) return error.message;
  const where = [path, dest].filter((each) => each !== undefined).join(" to ");
  return `${advice}: ${where === "" ? error.message : `${where} (${code}, ${syscall})`}`;
}

function unexpectedText(error: Error): string {
  return (
    `Something unexpected went wrong: ${error.message}\n` +
    "Please report it. With PULUMI_LGTM_DEBUG=1 the command tells where it happened."
  );
}
