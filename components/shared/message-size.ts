/** What the gateway takes in one request, in bytes, at the most: its `maxRequestSize` can be no larger. */
export const LARGEST_REQUEST = 32 * 2 ** 20;

/**
 * What a backend takes in one gRPC message, in bytes. The gateway puts several requests into one batch, so it
 * is twice the largest of them. gRPC's own limit of 4 MiB refuses batches that the gateway has long accepted;
 * it would try them again and again, and nothing behind them would get through.
 */
export const LARGEST_MESSAGE = 2 * LARGEST_REQUEST;
