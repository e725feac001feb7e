import type { Context } from "mocha";
import { running } from "./backends";
import { foundTool } from "./found-tool";
import type { Program } from "../../../live/processes/program";

let tempo: Promise<Program> | undefined;

/** Tempo, started by the first that needs it. Where it is not found, the test or suite is skipped. */
export async function runningTempo(context: Context): Promise<Program> {
  const binary = await foundTool(context, "tempo");
  const { platform } = running();
  tempo ??= platform.program("tempo", binary).start();
  return tempo;
}
