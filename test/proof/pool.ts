/** Runs the jobs, so many at a time, and gives their results in the jobs' order. */
export async function inParallel<Job, Result>(
  width: number,
  jobs: readonly Job[],
  work: (job: Job) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = new Array(jobs.length);
  const waiting = jobs.entries();
  const worker = async (): Promise<void> => {
    for (const [index, job] of waiting) results[index] = await work(job);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
