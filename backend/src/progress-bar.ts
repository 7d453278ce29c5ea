/** Progress of many pieces of work on a terminal: a bar below the lines; elsewhere just the lines. */
export function showProgress(total: number, out: NodeJS.WriteStream = process.stdout) {
  const WIDTH = 24
  let count = 0
  const clear = () => out.isTTY && out.write('\r\x1b[K')
  const draw = () => {
    if (!out.isTTY || count === total) return
    const filled = Math.round((count / total) * WIDTH)
    out.write(`[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${count} of ${total}`)
  }
  draw()
  return {
    /** One more is done. */
    done(line: string) {
      count += 1
      clear()
      out.write(`${line.trimEnd()}\n`)
      draw()
    },
    end: clear,
  }
}
