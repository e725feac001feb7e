import { SpanStatusCode, trace } from "@opentelemetry/api";

/** Runs a piece of work as a span of its own. What it throws is on the span, and goes on. */
export async function observed<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  return trace.getTracer("shop").startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
