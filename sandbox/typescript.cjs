// Lets Node run TypeScript. Types are not looked at: `npm run check` does that once, not every command again.
const { join } = require("node:path");
const { register } = require("ts-node");

register({ swc: true, project: join(__dirname, "..", "tsconfig.json") });
