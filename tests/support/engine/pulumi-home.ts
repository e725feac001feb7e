import { mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A home for pulumi without the user's log-in and settings, but with the official plugins that there are. */
export async function makePulumiHome(folder: string): Promise<string> {
  const home = join(folder, ".pulumi");
  await mkdir(home);
  const plugins = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  // Dangling where no plugin was ever installed, which is as good as none.
  await symlink(plugins, join(home, "plugins"));
  return home;
}
