import { createLocalRuns } from './local-runs.ts'
import { describeRuns } from './runs-contract.ts'

describeRuns('Runs of one process', async (options) => createLocalRuns(options))
