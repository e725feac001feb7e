// Asks addresses for any answer at all, and tells each as soon as it is known. A process of its own: a resolver that
// hangs cannot be called off, and would keep the process that asked it from ending.
const { readFileSync } = require("node:fs");
const { rootCertificates } = require("node:tls");
const { EnvHttpProxyAgent, fetch } = require("undici");

const { urls, ca, milliseconds } = JSON.parse(process.argv[2]);
const trusted = ca && [...rootCertificates, readFileSync(ca, "utf8")];
const dispatcher = new EnvHttpProxyAgent(
  trusted && { connect: { ca: trusted }, requestTls: { ca: trusted } },
);

async function answer(candidates) {
  let reason = "";
  for (const url of candidates) {
    try {
      const signal = AbortSignal.timeout(milliseconds);
      await fetch(url, { method: "HEAD", redirect: "manual", dispatcher, signal });
      return { isThere: true };
    } catch (error) {
      reason ||= error.cause?.code ?? error.name;
    }
  }
  return { isThere: false, reason };
}

for (const candidates of urls) {
  void answer(candidates).then((result) =>
    console.log(JSON.stringify({ url: candidates[0], ...result })),
  );
}
