import { randomBytes } from "node:crypto";
import type { Rendering } from "../../cli/render/render";
import { renderedPods } from "./rendered-pod";

/**
 * A value that nobody has seen for each key, by `NAME/KEY`, of the Secrets that the environment makes and of those that
 * its pods mount. Who else knows the real ones is not here, so any will do.
 */
export function madeUpSecrets(rendering: Rendering): Record<string, string> {
  const made = rendering.objects
    .filter(({ kind }) => kind === "Secret")
    .flatMap(({ metadata, data, stringData }) =>
      Object.keys({ ...(data as object), ...(stringData as object) }).map(
        (key) => `${metadata.name}/${key}`,
      ),
    );
  const mounted = renderedPods(rendering).flatMap(({ secrets }) =>
    Object.values(secrets).map(({ secret, key }) => `${secret}/${key}`),
  );
  return Object.fromEntries(
    [...made, ...mounted].map((key) => [key, randomBytes(24).toString("base64url")]),
  );
}
