import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { controlPlaneFiles, readState } from "../../sandbox/control-plane-state";
import { isAlive } from "../../sandbox/process-identity";
import { ensureTools } from "../../sandbox/tools";
import { LiveCluster } from "../support/engine/live-cluster";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";

describe("commands as a user runs them", function () {
  this.timeout(180_000);
  let machine: UserMachine;
  /** The user's own cluster, which nobody has named. */
  let trap: Server | undefined;
  let connections = 0;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    await ensureTools([...CONTROL_PLANE_TOOLS, "kubectl", "pulumi"]);
    machine = await UserMachine.create();
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    trap = server;
    await once(server, "listening");
    env = { KUBECONFIG: writeKubeconfig(machine.home, (server.address() as AddressInfo).port) };
  });

  after(async () => {
    trap?.close();
    await removeUserMachines();
  });

  const trapped = () => connections;
  const sandbox = () => join(machine.cache, "sandbox", "dev");
  const plane = () => controlPlaneFiles(join(sandbox(), "cluster"));

  it("start brings dev up and shows the tree, what runs, the endpoints and what to do next", async () => {
    const { status, output } = await machine.run("start", [], env);
    assert.equal(status, 0, output);
    for (const line of [
      /^control plane: Kubernetes 1\.\d+\.\d+ with 3 nodes is ready$/m,
      /^ {2}\+ StatefulSet lgtm-loki$/m,
      /^Stack lgtm-dev\n└─ LgtmStack lgtm$/m,
      /^ {3}├─ Loki lgtm-loki$/m,
      /^ {3}│ {2}└─ StatefulSet lgtm-loki$/m,
      /^dev is up: create \d\d in \d+\.\d s$/m,
      /^ {2}beyla +DaemonSet +3\/3 ready +monitoring-agents on sandbox-a-1, sandbox-b-1, sandbox-c-1$/m,
      /^ {2}loki +StatefulSet +1\/1 ready +monitoring on sandbox-[abc]-1$/m,
      /^ {2}gateway otlpGrpc +http:\/\/alloy-gateway\.monitoring\.svc\.cluster\.local:4317$/m,
      /its nodes are simulated: no container runs/,
      /^ {2}Grafana: .* port-forward service\/grafana 3000:3000, then http:\/\/localhost:3000 as admin$/m,
      /^Take it down\n {2}npm run down$/m,
    ]) {
      assert.match(output, line);
    }
    const live = new LiveCluster(plane().kubeconfig);
    const password = await live.secret("monitoring", "grafana-admin", "password");
    const token = await live.secret("monitoring", "ingest-token", "token");
    assert.equal(answerTo(output, "admin password"), password);
    assert.equal(answerTo(output, "ingest token"), token);
    assert.ok(!output.includes(password) && !output.includes(token));
  });

  it("a second start changes nothing", async () => {
    const { status, output } = await machine.run("start", [], env);
    assert.equal(status, 0, output);
    assert.match(output, /^dev is up: no change, \d\d resources as they were in \d+\.\d s$/m);
    assert.doesNotMatch(output, /^ {2}[+~±-] /m);
  });

  it("down leaves no process and no folder", async () => {
    const state = await readState(plane());
    assert.equal(state?.processes.length, CONTROL_PLANE_TOOLS.length);
    const { status, output } = await machine.run("down", [], env);
    assert.deepEqual(
      [status, output],
      [0, "dev: the embedded cluster and its state are gone; the built programs stay cached\n"],
    );
    assert.deepEqual(await Promise.all(state.processes.map(isAlive)), Array(5).fill(false));
    assert.ok(!existsSync(sandbox()));
    assert.deepEqual(readdirSync(join(machine.cache, "sandbox")), []);
    assert.equal((await machine.run("down", [], env)).status, 0, "and once more, where nothing is");
  });

  it("connects to a cluster only when it is named, and says so when it cannot be reached", async () => {
    assert.equal(trapped(), 0);
    const { status, output } = await machine.run("up", ["--context", "production"], env);
    assert.equal(status, 1);
    assert.match(output, /^dev: bringing it up on context production \(state: \S+\)$/m);
    assert.match(
      output,
      /^error: the API server at 127\.0\.0\.1:\d+ cannot be reached: ECONNRESET$/m,
    );
    assert.ok(trapped() > 0);
  });

  it("names the contexts there are when it is given one that is not there", async () => {
    const commands = ["up", "preview", "down"] as const;
    const answers = await Promise.all(
      commands.map((command) => machine.run(command, ["--context", "prodution"], env)),
    );
    const output = `--context prodution: ${env.KUBECONFIG} has no such context. It has: production, staging. Did you mean "production"?\n`;
    assert.deepEqual(answers, Array(3).fill({ status: 1, stdout: "", output }));
    const missing = { KUBECONFIG: join(machine.home, "none") };
    const unread = await machine.run("up", ["--context", "production"], missing);
    assert.match(
      unread.output,
      /^--context production: the kubeconfig \S+none cannot be read \(ENOENT.*\)/,
    );
  });

  it("names the environments there are when it is given one that is not there", async () => {
    const answers = await Promise.all([
      machine.run("up", ["--env", "pord"], env),
      machine.run("preview", ["--env", "pord"], env),
      machine.run("down", ["--env", "pord"], env),
      machine.run("render", ["--env", "pord", "--out", join(machine.home, "out")], env),
    ]);
    for (const { status, output } of answers) {
      assert.equal(status, 1);
      assert.match(
        output,
        /^There is no environment "pord": \S+Pulumi\.pord\.yaml does not exist\. Environments here: dev, prod\. Did you mean "prod"\?\n$/,
      );
    }
  });

  it("tells in its help what it does and what it takes", async () => {
    const options =
      /--env <name> environment: NAME of Pulumi\.NAME\.yaml.* --context <name> .* only the embedded cluster is ever touched/;
    const wanted = {
      start: /Bring the dev environment up on an embedded Kubernetes control plane\./,
      up: options,
      preview: options,
      down: options,
      render: /--out <dir> .* Secret values are never written: a placeholder names the secret\./,
    } as const;
    const helps = Object.entries(wanted).map(async ([command, text]) => {
      const { status, output } = await machine.run(command as keyof typeof wanted, ["--help"]);
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`^Usage: pulumi-lgtm ${command} \\[options\\]`));
      // Lines are broken to fit a terminal.
      assert.match(output.replaceAll(/\s+/g, " "), text);
    });
    await Promise.all(helps);
  });
});

/** Runs the command that the summary names for a value. */
function answerTo(summary: string, value: string): string {
  const command = new RegExp(`^ {2}${value}: +(.*)$`, "m").exec(summary)?.[1];
  assert.ok(command, `the summary has a line "${value}"`);
  return execFileSync("sh", ["-c", command], { encoding: "utf8" });
}

function writeKubeconfig(folder: string, port: number): string {
  const contexts = ["production", "staging"].map((name) => ({
    name,
    context: { cluster: "real", user: "me" },
  }));
  const cluster = { server: `https://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "real", cluster }],
    users: [{ name: "me", user: { token: "mine" } }],
    contexts,
    "current-context": "production",
  };
  const file = join(folder, "kubeconfig");
  // YAML is a superset of JSON.
  writeFileSync(file, JSON.stringify(config));
  return file;
}
