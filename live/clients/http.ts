/** Longer than any answer takes, shorter than a test: a query that hangs must be told as such. */
const PATIENCE_MILLISECONDS = 15_000;

export interface Answer {
  status: number;
  body: string;
}

/** One request. Any status is an answer; a connection that fails or hangs is an error that names the URL. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const response = await fetch(url, { signal, ...init });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${url}: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  }
}

/** A request that must succeed. */
export async function request(url: string, init: RequestInit = {}): Promise<string> {
  const { status, body } = await send(url, init);
  if (status >= 300) throw new Error(`${url}: status ${status}: ${body.slice(0, 500)}`);
  return body;
}

/** The JSON of an answer. What it looks like is the caller's to say: these are the APIs of pinned versions. */
export async function getJson(url: string, query: Readonly<Record<string, string>> = {}) {
  const search = new URLSearchParams(query).toString();
  return JSON.parse(await request(search ? `${url}?${search}` : url)) as unknown;
}

/** Sends a value as JSON. */
export function postJson(
  url: string,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(value),
  });
}

/** Sends a text that is YAML, such as a rule group, and must be taken. */
export function postYaml(url: string, text: string): Promise<string> {
  return request(url, {
    method: "POST",
    headers: { "Content-Type": "application/yaml" },
    body: text,
  });
}
