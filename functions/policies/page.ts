// SPDX-License-Identifier: Apache-2.0

/**
 * The most policies or versions in one answer: each may hold a document of the largest size, and no
 * answer of a function may be larger than 32 MiB. A page that was asked for larger ends here.
 */
const most = 30;

/** The request with a page that fits into an answer. */
export const fitting = <T extends { pageSize: number }>(request: T): T => ({
  ...request,
  pageSize: Math.min(request.pageSize, most),
});
