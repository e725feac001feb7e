// The first step of every npm script: works on a clean clone with nothing but Node, in plain JavaScript,
// because before it has run there is no TypeScript. Installs the dependencies when they are absent or stale.
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const {
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const stamp = join(root, "node_modules", ".pulumi-lgtm-lock");

function installDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, "utf8") === lock;
  if (isInstalled()) return;
  withInstallLock(() => {
    // Whoever had the lock before may have done just this.
    if (!isInstalled()) install(lock);
  });
}

function install(lock) {
  // What a command prints may be read by a program: none of this belongs to it.
  console.error("Installing the npm dependencies (package-lock.json is new here)...");
  // Install scripts only fetch Pulumi plugins, which the engine gets by itself where it can.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const stdio = ["ignore", process.stderr, process.stderr];
  execFileSync("npm", args, { cwd: root, stdio, shell: process.platform === "win32" });
  writeFileSync(stamp, lock);
}

/** Two installations at once would delete each other's files. The lock of a process that has died does not count. */
function withInstallLock(work) {
  const place = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const file = join(tmpdir(), `pulumi-lgtm-install-${place}.lock`);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (let told = false; !linked(draft, file); told = true) {
      const holder = holderOf(file);
      if (holder === undefined) removeStale(file);
      else if (!told) {
        console.error(`Process ${holder} installs the npm dependencies (${file}): waiting...`);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Removes the lock of a dead process. */
function removeStale(file) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Two may have seen the dead holder: the fresh lock of the quicker one goes back.
  if (holderOf(aside) !== undefined) linked(aside, file);
  rmSync(aside, { force: true });
}

function linked(draft, file) {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** The process that has the lock, when it lives. */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === "EPERM" ? "of another user" : undefined;
  }
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  process.exit(1);
}
try {
  installDependencies();
} catch (error) {
  console.error(`The npm dependencies could not be installed: ${error.message}`);
  process.exit(1);
}
require("../sandbox/typescript.cjs");
// From here on the command line reads as if the script had been started by itself.
const [script] = process.argv.splice(2, 1);
require(join(root, script));
