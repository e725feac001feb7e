import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";

describe("Alloy takes its rendered files as they are", () => {
  for (const name of ["alloy-gateway", "alloy-agent"] as const) {
    it(name, async function () {
      const alloy = await foundTool(this, "alloy");
      const { pod } = running().platform.pod(name);
      const folder = mkdtempSync(join(tmpdir(), "lgtm-alloy-"));
      const file = join(folder, "config.alloy");
      writeFileSync(file, pod.files["/etc/alloy/config.alloy"]!);
      const stability = pod.args.filter((arg) => arg.startsWith("--stability.level="));
      // Ends with an error that has Alloy's own words when it finds anything.
      await promisify(execFile)(alloy, ["validate", ...stability, file]);
      rmSync(folder, { recursive: true });
    });
  }
});
