import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { SourceError } from "./program-error";

/** Where images and the makers' downloads are taken from, as the environment says. */
export interface ProgramSources {
  /** Registry in place of every image's own: a host, with a port and a path where the mirror has one. */
  readonly imageMirror?: string;
  /** Address below which the makers' files lie by host and path, as `wget --force-directories` lays them. */
  readonly downloadMirror?: string;
  /** File with certificates (PEM) that are trusted besides those of the machine. */
  readonly ca?: string;
  /** File with checksums that go before the makers' own; the one of this repository by default. */
  readonly checksums?: string;
  /** Whether nothing is fetched: programs are found or built. */
  readonly isClosed?: boolean;
}

export const IMAGE_MIRROR = "LGTM_IMAGE_MIRROR";
export const DOWNLOAD_MIRROR = "LGTM_DOWNLOAD_MIRROR";
export const MIRROR_CA = "LGTM_MIRROR_CA";
export const NO_DOWNLOADS = "LGTM_NO_DOWNLOADS";

/** Reads the variables; refuses what could not work. */
export function sourcesOf(environment: NodeJS.ProcessEnv): ProgramSources {
  const value = (name: string) => environment[name] || undefined;
  const imageMirror = value(IMAGE_MIRROR)?.replace(/\/+$/, "");
  const downloadMirror = value(DOWNLOAD_MIRROR)?.replace(/\/+$/, "");
  const ca = value(MIRROR_CA);
  if (imageMirror?.includes("://") === true) {
    throw refused(IMAGE_MIRROR, imageMirror, "a registry without https://", "mirror.example.com");
  }
  if (downloadMirror !== undefined && !isAddress(downloadMirror)) {
    const allowed = "an address with https://, or with http:// on this machine";
    throw refused(DOWNLOAD_MIRROR, downloadMirror, allowed, "https://mirror.example.com/files");
  }
  if (ca !== undefined && !isCertificate(ca)) {
    throw refused(MIRROR_CA, ca, "a file with certificates in PEM", "/etc/ssl/mirror.pem");
  }
  return {
    ...(imageMirror !== undefined && { imageMirror }),
    ...(downloadMirror !== undefined && { downloadMirror }),
    ...(ca !== undefined && { ca: resolve(ca) }),
    ...(value(NO_DOWNLOADS) !== undefined && { isClosed: true }),
  };
}

/** The address of a maker's file, in the mirror where there is one. */
export function inMirror(url: string, { downloadMirror }: ProgramSources): string {
  return downloadMirror === undefined ? url : `${downloadMirror}/${url.replace(/^https:\/\//, "")}`;
}

/** Whether a host is this machine: the only one that may be asked without TLS. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(host));
}

function isCertificate(file: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8").includes("-----BEGIN CERTIFICATE-----");
}

function refused(name: string, given: string, allowed: string, example: string): SourceError {
  return new SourceError(
    `${name}: got "${given}"; allowed: ${allowed}; write for example ${example}`,
  );
}
