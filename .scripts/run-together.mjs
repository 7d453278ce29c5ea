// Commands that run side by side, some at a time, and print as if they ran one after the other.
import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'

/** What waits for its turn to be printed. */
const MOST_BYTES = 2 ** 28

/**
 * @param jobs each with the `name`, `program`, `args`, `cwd` and `env` of a command
 * @returns the exit status of each, null where it could not run
 */
export async function runTogether(jobs, atOnce) {
  const outputs = jobs.map(() => new PassThrough({ highWaterMark: MOST_BYTES }))
  const statuses = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < jobs.length; at = next++) {
      statuses[at] = await run(jobs[at], outputs[at])
    }
  }
  const working = Promise.all(Array.from({ length: atOnce }, work))
  for (const [at, { name }] of jobs.entries()) {
    process.stdout.write(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}\n`)
    for await (const chunk of outputs[at]) process.stdout.write(chunk)
  }
  await working
  return statuses
}

/** Returns its exit status. */
function run({ program, args, cwd, env }, output) {
  return new Promise((resolve) => {
    const end = (status, sentence = '') => {
      output.end(sentence)
      resolve(status)
    }
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    child.once('error', (error) => end(null, `${program} could not run: ${error.message}\n`))
    child.once('close', (status) => end(status))
    child.stdout.pipe(output, { end: false })
    child.stderr.pipe(output, { end: false })
  })
}
