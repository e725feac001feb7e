import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "mocha";
import { skip } from "../skip";
import { LOOPBACK } from "../../../live/loopback";

/** Files of a certificate for the loopback address that nobody trusts unless told to: it signed itself. */
export interface Certificate {
  certFile: string;
  keyFile: string;
  /** Its text, for those who shall trust it. */
  pem: string;
}

/** Makes a certificate in `folder`. Where openssl is absent, the test or suite is skipped. */
export function makeCertificate(context: Context, folder: string): Certificate {
  const [certFile, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  const { error, status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"],
      ...["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=lgtm-tests"],
      ...["-addext", `subjectAltName=IP:${LOOPBACK}`, "-out", certFile, "-keyout", keyFile],
    ],
    { encoding: "utf8" },
  );
  if (error) return skip(context, "no openssl on PATH");
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return { certFile, keyFile, pem: readFileSync(certFile, "utf8") };
}
