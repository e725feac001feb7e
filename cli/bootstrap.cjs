// The first step of every npm script: works on a clean clone with nothing but Node, in plain JavaScript,
// because before it has run there is no TypeScript. Installs the dependencies when they are absent or stale.
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const stamp = join(root, "node_modules", ".pulumi-lgtm-lock");

function installDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing the npm dependencies (package-lock.json is new here)...");
  // Install scripts only fetch Pulumi plugins, which the engine gets by itself where it can.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  writeFileSync(stamp, lock);
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
