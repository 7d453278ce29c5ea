/** A process of its own that attacks, so that the process that measures is not busy with it: `attacker.ts NAME URL`. */
import { once } from 'node:events'
import { attacks, type Outcome } from './attacks.ts'

const [name, url = ''] = process.argv.slice(2)
const attack = attacks.find((each) => each.name === name)
if (!attack) throw new Error(`No attack is called “${name}”.`)

const outcome: Outcome = {}
const until = once(process, 'message').then(() => {})
await attack.run(url, until, (what) => {
  outcome[what] = (outcome[what] ?? 0) + 1
})
process.send?.(outcome, () => process.exit(0))
