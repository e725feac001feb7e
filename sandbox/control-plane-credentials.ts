import { X509Certificate, generateKeyPairSync, randomBytes } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ControlPlaneError } from "./control-plane-error";
import type { ControlPlaneFiles } from "./control-plane-state";

/**
 * Who talks to the API server. Everyone is known by a random token; the API server makes its own CA
 * and serving certificate on first start (`--cert-dir`), for which neither openssl nor a library is needed.
 */
export const CLIENTS = {
  admin: { user: "sandbox-admin", group: "system:masters" },
  "kube-controller-manager": { user: "system:kube-controller-manager", group: "" },
  "kube-scheduler": { user: "system:kube-scheduler", group: "" },
  kwok: { user: "kwok", group: "system:masters" },
} as const;
export type Client = keyof typeof CLIENTS;

const clients = Object.keys(CLIENTS) as Client[];
const RENEW_MILLISECONDS = 30 * 24 * 3600 * 1000;

/** Makes tokens and the service account key once; a restart on the same data keeps them. */
export async function ensureCredentials(files: ControlPlaneFiles): Promise<void> {
  await mkdir(files.credentials, { recursive: true, mode: 0o700 });
  if (!(await exists(files.tokens))) {
    const lines = clients.map((client) => {
      const { user, group } = CLIENTS[client];
      return `${randomBytes(24).toString("hex")},${user},${user},${JSON.stringify(group)}`;
    });
    await writeFile(files.tokens, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  if (!(await exists(files.serviceAccountKey))) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    // Kubernetes reads EC keys in this form only, not in PKCS#8.
    const pem = privateKey.export({ type: "sec1", format: "pem" });
    await writeFile(files.serviceAccountKey, pem, { mode: 0o600 });
  }
  await removeExpiring(files);
}

/** Path of the kubeconfig of one client; the administrator's lies where a person looks for it. */
export function kubeconfigOf(files: ControlPlaneFiles, client: Client): string {
  return client === "admin" ? files.kubeconfig : join(files.credentials, `${client}.kubeconfig`);
}

/** Certificate of the CA that signed the API server's serving certificate. */
export function authorityFile(files: ControlPlaneFiles): string {
  return join(files.certificates, "apiserver.crt");
}

/** Writes a kubeconfig for every client, once the API server has made its certificate. */
export async function writeKubeconfigs(files: ControlPlaneFiles, url: string): Promise<void> {
  const authority = await readFile(authorityFile(files));
  for (const [client, token] of await readTokens(files)) {
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "sandbox",
          cluster: { server: url, "certificate-authority-data": authority.toString("base64") },
        },
      ],
      users: [{ name: client, user: { token } }],
      contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: client } }],
      "current-context": "sandbox",
    };
    // JSON is YAML, and every reader of a kubeconfig takes it.
    const text = `${JSON.stringify(kubeconfig, undefined, 2)}\n`;
    await writeFile(kubeconfigOf(files, client), text, { mode: 0o600 });
  }
}

async function readTokens(files: ControlPlaneFiles): Promise<[Client, string][]> {
  const lines = (await readFile(files.tokens, "utf8")).trim().split("\n");
  return clients.map((client, index) => {
    const token = lines[index]?.split(",", 1)[0];
    if (token === undefined) {
      throw new ControlPlaneError(
        `${files.tokens} has no token for ${client}: it is damaged. \`npm run down\` takes it away with the cluster; then start again.`,
      );
    }
    return [client, token];
  });
}

/** The API server's certificate lasts a year; it makes a new one where it finds none. */
async function removeExpiring(files: ControlPlaneFiles): Promise<void> {
  const pem = await readFile(authorityFile(files)).catch(() => undefined);
  if (pem === undefined) return;
  if (endOf(pem) - Date.now() < RENEW_MILLISECONDS)
    await rm(files.certificates, { recursive: true });
}

/** Of one that is damaged, long ago. */
function endOf(pem: Buffer): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return 0;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
