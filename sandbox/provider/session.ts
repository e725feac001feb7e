import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { Cluster } from "./cluster";
import { type JsonObject, stringAt } from "./json";
import { ObjectApi } from "./object-api";
import type { CallContext } from "./rpc";
import { unwrapObject } from "./secrets";

/** What one provider instance of a program works with. */
export interface Session {
  api: ObjectApi;
  kubeconfig: string;
  context: string | undefined;
  /** Where objects without a namespace go. */
  namespace: string;
  abort: AbortController;
}

export interface SessionDefaults {
  /** A file, or the text itself. */
  kubeconfig: string | undefined;
}

/**
 * The configuration of each provider instance. A server that is attached by port serves them all, and requests do not name theirs, but the engine opens
 * a connection for each instance: the peer's address tells them apart.
 */
export class Sessions {
  private readonly byPeer = new Map<string, Session>();
  private readonly apis = new Map<string, ObjectApi>();
  private last: Session | undefined;

  constructor(private readonly defaults: SessionDefaults) {}

  configure(wrapped: JsonObject, peer: string): void {
    const args = unwrapObject(wrapped);
    const kubeconfig = stringAt(args, "kubeconfig") ?? this.defaults.kubeconfig;
    if (kubeconfig === undefined) {
      throw new Error(
        "no cluster is named: give the provider a kubeconfig, or start the server with --kubeconfig FILE",
      );
    }
    const context = stringAt(args, "context");
    const config = loadKubeconfig(kubeconfig, context);
    const session: Session = {
      api: this.api(config),
      kubeconfig,
      context,
      namespace: stringAt(args, "namespace") ?? currentNamespace(config) ?? "default",
      abort: new AbortController(),
    };
    this.byPeer.set(peer, session);
    this.last = session;
  }

  of({ peer }: CallContext): Session {
    // A connection that broke comes back from another port: the last configuration is right unless a program has two.
    const session = this.byPeer.get(peer) ?? this.last;
    if (session === undefined) throw new Error("the provider was not configured before its use");
    return session;
  }

  cancel({ peer }: CallContext): void {
    this.byPeer.get(peer)?.abort.abort();
    this.byPeer.delete(peer);
  }

  /** Aborted by the engine, for one call or for all of its provider instance. */
  signal(context: CallContext): AbortSignal {
    return AbortSignal.any([context.signal, this.of(context).abort.signal]);
  }

  private api(config: KubeConfig): ObjectApi {
    // By content: a control plane that was set up anew has other certificates in the same file.
    const key = config.exportConfig();
    const known = this.apis.get(key);
    if (known !== undefined) return known;
    const api = new ObjectApi(new Cluster(config));
    this.apis.set(key, api);
    return api;
  }
}

function loadKubeconfig(kubeconfig: string, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (existsSync(kubeconfig)) config.loadFromFile(resolve(kubeconfig));
  else if (/^\s*(\{|[\w-]+:)/.test(kubeconfig)) config.loadFromString(kubeconfig);
  else {
    throw new Error(`the kubeconfig ${kubeconfig} does not exist: name a file, or give its text`);
  }
  if (context !== undefined) {
    const known = config.getContexts().map((entry) => entry.name);
    if (!known.includes(context)) {
      throw new Error(
        `the kubeconfig has no context "${context}", allowed: ${known.join(", ") || "none"}`,
      );
    }
    config.setCurrentContext(context);
  }
  return config;
}

function currentNamespace(config: KubeConfig): string | undefined {
  const context = config.getContextObject(config.getCurrentContext());
  return context?.namespace === "" ? undefined : context?.namespace;
}
