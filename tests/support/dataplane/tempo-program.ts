import type { Context } from "mocha";
import { running } from "./backends";
import { foundTool } from "./found-tool";
import { listeningOnLoopback, placedFile } from "./placed-pod";
import type { Program } from "./program";

export const TEMPO_FILE = "/etc/tempo/config.yaml";

let tempo: Promise<Program> | undefined;

/** Tempo, started by the first that needs it. Where it is not found, the test or suite is skipped. */
export async function runningTempo(context: Context): Promise<Program> {
  const binary = await foundTool(context, "tempo");
  const { platform } = running();
  const placed = placedFile(platform.pod("tempo"), TEMPO_FILE);
  tempo ??= platform
    .program("tempo", {
      binary,
      ready: "/ready",
      // It has no flag for the address.
      files: { [TEMPO_FILE]: listeningOnLoopback(placed) },
    })
    .start();
  return tempo;
}
