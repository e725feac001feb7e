import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** With this status the SDK's runner ends a program whose errors it has told the engine already. */
const TOLD = 32;

/**
 * Stands in for `pulumi-language-nodejs` where the official one cannot be had: it starts the program by the SDK's own
 * runner, with the arguments and variables that the official one gives it. The CLI starts it and reads its port.
 */
function main(): void {
  const engine = process.argv.at(-1) ?? "";
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, {
    handshake: answer(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: answer(() => new PluginInfo().setVersion("0.0.0")),
    getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
    // None: the providers are attached, or already installed.
    getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
    getProgramDependencies: answer(() => new language.GetProgramDependenciesResponse()),
    runtimeOptionsPrompts: answer(() => new language.RuntimeOptionsResponse()),
    about: answer(() => new language.AboutResponse()),
    cancel: answer(() => new Empty()),
    run: (
      call: { request: language.RunRequest },
      done: grpc.sendUnaryData<language.RunResponse>,
    ) => {
      run(call.request, engine).then(
        (response) => {
          done(null, response);
        },
        (error: unknown) => {
          done({ code: grpc.status.INTERNAL, details: String(error) });
        },
      );
    },
  });
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}

function answer<T>(response: () => T) {
  return (_call: unknown, done: (error: null, response: T) => void) => {
    done(null, response());
  };
}

async function run(request: language.RunRequest, engine: string): Promise<language.RunResponse> {
  const info = request.getInfo() ?? new language.ProgramInfo();
  const options = info.getOptions()?.toJavaScript() ?? {};
  const resolve = createRequire(join(info.getProgramDirectory(), "package.json")).resolve;
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    "root-directory": info.getRootDirectory(),
    parallel: String(request.getParallel()),
  };
  const program = spawn(
    process.execPath,
    [
      resolve("@pulumi/pulumi/cmd/run"),
      ...Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    { cwd: request.getPwd(), stdio: "inherit", env: environment(request, options) },
  );
  const [status] = (await once(program, "exit")) as [number | null];
  const response = new language.RunResponse();
  if (status === TOLD) return response.setBail(true);
  return status === 0 ? response : response.setError(`the program ended with ${status ?? "?"}`);
}

function environment(request: language.RunRequest, options: Record<string, unknown>) {
  // How this program itself was started is not how the user's is.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("TS_NODE_"));
  const config = Object.fromEntries(request.getConfigMap().getEntryList());
  return {
    ...Object.fromEntries(own),
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: options.typescript === false ? "false" : "true",
    ...(typeof options.tsconfig === "string" && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

main();
