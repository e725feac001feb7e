// Tests run transpiled: types are checked once by `npm run check`, not again by every level.
process.env.TS_NODE_TRANSPILE_ONLY ??= "true";
require("ts-node/register");
