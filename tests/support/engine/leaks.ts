import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Every file below a folder by its path, as text. */
export async function filesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path, await readFile(path, "utf8")] as const;
      }),
    ),
  );
}

/** Which of the texts hold a secret, as it is or in base64, which is what a Secret's `data` has. */
export function leaks(texts: ReadonlyMap<string, string>, secret: string): string[] {
  const forms = [secret, Buffer.from(secret).toString("base64")];
  return [...texts]
    .filter(([, text]) => forms.some((form) => text.includes(form)))
    .map(([name]) => name);
}
