import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:net";
import { join } from "node:path";
import { CONTROL_PLANE_TOOLS } from "../../sandbox/control-plane-commands";
import { controlPlaneFiles, readState } from "../../sandbox/control-plane-state";
import { isAlive } from "../../sandbox/process-identity";
import { ensureTools, findTool } from "../../sandbox/tools";
import { LiveCluster } from "../support/engine/live-cluster";
import { openTerminal } from "../support/engine/terminal";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { listening } from "../support/listening";
import { skip } from "../support/skip";

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
    });
    trap = server;
    env = { KUBECONFIG: writeKubeconfig(machine.home, await listening(server)) };
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
    const page = join(sandbox(), "report.html");
    assert.ok(existsSync(page));
    assert.ok(output.startsWith(`A page that shows what dev consists of: ${page}\n`), output);
    assert.ok(output.includes(`\nLook at it\n  ${page}\n`), output);
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
      /^Take it down\n {2}npm run down$/m,
      // Without a terminal there is nobody to end it.
      /^`npm run live` runs these pods as processes \(by itself only on a terminal\)\.$/m,
    ]) {
      assert.match(output, line);
    }
    // On a simulated node nothing answers.
    assert.doesNotMatch(output, /port-forward/);
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

  it("start goes on into live on a terminal, and Ctrl-C ends that alone", async function () {
    if ((await findTool("mimir")) === undefined) skip(this, "mimir is not here");
    const terminal = openTerminal(this, machine, "start");
    await terminal.shows(/^The same pods as processes of this machine/m);
    await terminal.shows(/^Not running: /m);
    await terminal.shows(/^Queries to try|^No query finds/m);
    const watches = await Promise.all([findTool("prometheus"), findTool("kube-state-metrics")]);
    if (watches.every(Boolean)) {
      await terminal.shows(/^ok {3}metrics +the cluster's objects, .*: \d\d pods \(/m);
    }
    terminal.type("\x03");
    assert.equal(await terminal.closed(), 0, terminal.screen);
    assert.match(terminal.screen, /^Everything has ended, and what it wrote is gone\.$/m);
    assert.doesNotMatch(terminal.screen, /is missing|building it/);
    const state = await readState(plane());
    assert.ok(
      (await Promise.all(state!.processes.map(isAlive))).every(Boolean),
      "the cluster stays",
    );
  });

  it("start leaves live out on a terminal where it is told so", async function () {
    const terminal = openTerminal(this, machine, "start", ["--no-live"]);
    assert.equal(await terminal.closed(), 0, terminal.screen);
    assert.match(terminal.screen, /^Take it down$/m);
    assert.doesNotMatch(terminal.screen, /^The same pods|by itself only on a terminal/m);
  });

  it("down leaves no process and no folder", async () => {
    const state = await readState(plane());
    assert.equal(state?.processes.length, CONTROL_PLANE_TOOLS.length);
    const { status, output } = await machine.run("down", [], env);
    assert.deepEqual(
      [status, output],
      [0, "dev: the embedded cluster and its state are gone; the programs stay in the cache\n"],
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
      /^The API server https:\/\/127\.0\.0\.1:\d+ cannot be asked, so nothing was changed: the cluster does not answer \(ECONNRESET\)$/m,
    );
    assert.ok(trapped() > 0);
  });

  it("names the contexts there are when it is given one that is not there", async () => {
    const context = ["--context", "prodution"];
    const answers = await Promise.all([
      machine.run("up", context, env),
      machine.run("preview", context, env),
      machine.run("down", [...context, "--yes"], env),
    ]);
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
    const { status, output } = await machine.run("up", ["--help"]);
    assert.equal(status, 0, output);
    assert.match(output, /^Usage: npm run up -- \[options\]/);
    // Lines are broken to fit a terminal.
    assert.match(
      output.replaceAll(/\s+/g, " "),
      /--env <name> environment: NAME of Pulumi\.NAME\.yaml.*"dev"\) --context <name> .* only the embedded cluster is ever touched/,
    );
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
