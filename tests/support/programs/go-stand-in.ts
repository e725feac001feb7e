import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What stands in for the Go toolchain: it has a version, and what it builds is a file that says "built". */
const GO = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.8; exit; fi
while [ "$1" != -o ]; do shift; done
echo built > "$2"; /bin/chmod +x "$2"
`;

/** Puts it into a folder that is to be searched for programs. */
export async function putGo(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const go = join(folder, "go");
  await writeFile(go, GO);
  await chmod(go, 0o755);
}
