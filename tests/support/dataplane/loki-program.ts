import type { Context } from "mocha";
import type { Program } from "../../../live/processes/program";
import { running } from "./backends";
import { foundTool } from "./found-tool";

let loki: Promise<Program> | undefined;

/** Loki, started by the first that needs it. Where it is not found, the test or suite is skipped. */
export async function runningLoki(context: Context): Promise<Program> {
  const binary = await foundTool(context, "loki");
  loki ??= running().platform.program("loki", binary).start();
  return loki;
}
