/** What the promise rejects with, whatever it is; a test that expects something else fails here. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error('Expected the promise to reject, but it did not')),
    (error: unknown) => error,
  );
}
