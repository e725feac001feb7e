import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProviderServer, startProviderServer } from "../../sandbox/provider/server";
import { ensureTool } from "../../sandbox/tools";
import type { ProviderEngine } from "./provider-engine";

/** A provider server of its own, which can be killed with the helm that it runs. */
export class KillableProvider {
  private constructor(
    readonly server: ProviderServer,
    private readonly helmPid: string,
  ) {}

  static async start(engine: ProviderEngine): Promise<KillableProvider> {
    const helmPid = join(engine.folder, "helm.pid");
    await rm(helmPid, { force: true });
    const server = await startProviderServer({
      kubeconfig: engine.kubeconfig,
      helm: await noting(await ensureTool("helm"), helmPid, engine.folder),
      chartCache: join(engine.folder, "charts"),
      logFile: join(engine.folder, "provider.log"),
    });
    return new KillableProvider(server, helmPid);
  }

  /** As a power cut would: neither has time to write down how far it came. */
  async kill(): Promise<void> {
    // The provider first: it would report the end of its helm.
    process.kill(this.server.pid, "SIGKILL");
    process.kill(Number(await readFile(this.helmPid, "utf8")), "SIGKILL");
    await this.server.stop();
  }
}

/** helm behind a script that notes the process id of an upgrade. */
async function noting(helm: string, pidFile: string, folder: string): Promise<string> {
  const script = join(folder, "noted-helm");
  const note = `[ "$1" != upgrade ] || echo $$ > '${pidFile}'`;
  await writeFile(script, `#!/bin/sh\n${note}\nexec '${helm}' "$@"\n`);
  await chmod(script, 0o755);
  return script;
}
