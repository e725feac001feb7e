import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";
import { CommandError } from "../../cli/command-error";
import { kubeconfigWith } from "../../cli/engine/kubeconfig";

describe("cli: the kubeconfig of a context", () => {
  let folder: string;
  let session: string;
  let work: string;
  let home: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-kubeconfig-"));
    session = join(folder, "session");
    work = written("work", own("eu-prod", "eu"));
    home = written("home", own("kind", "local"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function written(name: string, config: object | string): string {
    const file = join(folder, name);
    writeFileSync(file, typeof config === "string" ? config : stringify(config));
    return file;
  }

  /** A file with everything that its context needs. */
  function own(context: string, name: string) {
    return {
      clusters: [{ name, cluster: { server: `https://${name}:1` } }],
      users: [{ name, user: { token: `of ${name}` } }],
      contexts: [{ name: context, context: { cluster: name, user: name } }],
    };
  }

  const found = (context: string, ...files: string[]) =>
    kubeconfigWith(context, session, { KUBECONFIG: files.join(delimiter) });

  it("is the one of several that has it, as it is", () => {
    assert.equal(found("kind", work, home), home);
    assert.equal(found("eu-prod", work, home), work);
    assert.ok(!existsSync(session));
  });

  it("may be listed with files that do not exist", () => {
    assert.equal(found("kind", join(folder, "absent"), home), home);
  });

  it("is written anew, for the user alone, where its cluster and user stand in other files", () => {
    const contexts = [{ name: "split", context: { cluster: "far", user: "me", namespace: "mon" } }];
    const cluster = {
      server: "https://far:1",
      "certificate-authority": "ca.crt",
      "tls-server-name": "a",
    };
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "./login", args: ["x"] };
    const user = { exec, as: "admin", "client-key": "/etc/key" };
    const files = [
      written("a", { contexts }),
      written("b", { clusters: [{ name: "far", cluster }] }),
      written("c", { users: [{ name: "me", user }] }),
    ];
    const file = found("split", ...files);
    assert.equal(file, join(session, "kubeconfig"));
    assert.deepEqual(
      [session, file].map((path) => statSync(path).mode & 0o777),
      [0o700, 0o600],
    );
    assert.deepEqual(parse(readFileSync(file, "utf8")), {
      apiVersion: "v1",
      kind: "Config",
      contexts,
      "current-context": "split",
      clusters: [
        { name: "far", cluster: { ...cluster, "certificate-authority": join(folder, "ca.crt") } },
      ],
      users: [{ name: "me", user: { ...user, exec: { ...exec, command: join(folder, "login") } } }],
    });
    const read = new KubeConfig();
    read.loadFromFile(file);
    assert.equal(read.getCurrentCluster()?.server, "https://far:1");
  });

  it("takes the first of two clusters with one name, as kubectl does", () => {
    const shadow = written("shadow", {
      clusters: [{ name: "local", cluster: { server: "https://shadow:1" } }],
    });
    const merged = parse(readFileSync(found("kind", shadow, home), "utf8")) as {
      clusters: [{ cluster: { server: string } }];
      users: [{ user: { token: string } }];
    };
    assert.equal(merged.clusters[0].cluster.server, "https://shadow:1");
    assert.equal(merged.users[0].user.token, "of local");
    assert.equal(found("kind", home, shadow), home);
  });

  it("may go without a user, but not without what it names", () => {
    const clusters = [{ name: "c", cluster: { server: "https://c:1" } }];
    const context = (body: object) => ({ contexts: [{ name: "x", context: body }], clusters });
    const anonymous = written("anonymous", context({ cluster: "c" }));
    assert.equal(found("x", anonymous), anonymous);
    for (const [body, missing] of [
      [{ cluster: "c", user: "u" }, 'its user "u"'],
      [{ cluster: "d" }, 'its cluster "d"'],
    ] as const) {
      const file = written("missing", context(body));
      assert.throws(() => found("x", file), {
        message: `--context x: ${missing} is in none of ${file}. Add the file that has it to KUBECONFIG.`,
      });
    }
  });

  it("is refused with all contexts where none has it", () => {
    assert.throws(
      () => found("eu-prd", work, home),
      /has no such context\. It has: eu-prod, kind\. Did you mean "eu-prod"\?/,
    );
  });

  it("is refused with its name where it cannot be read", () => {
    const absent = join(folder, "absent");
    assert.throws(
      () => found("kind", absent, `${absent}-too`),
      (error) =>
        error instanceof CommandError &&
        /absent, \S+absent-too cannot be read \(ENOENT.*Set KUBECONFIG/.test(error.message),
    );
    assert.throws(() => found("kind", home, written("broken", "a: [")), /broken cannot be read \(/);
    assert.throws(() => found("kind", written("text", "hello")), /text cannot be read \(it is no/);
  });
});
