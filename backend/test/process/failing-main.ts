/** The backend with two faults of its own: SIGUSR2 throws outside any request, SIGHUP rejects with nobody to handle it. */
import '../../src/main.ts'

class VisitorError extends Error {
  override readonly name = 'VisitorError'
}

process.on('SIGUSR2', () => {
  throw new VisitorError('what a visitor wrote')
})
process.on('SIGHUP', () => {
  void Promise.reject(new VisitorError('what a visitor wrote'))
})
