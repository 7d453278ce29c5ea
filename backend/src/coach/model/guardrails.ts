/** What must not be asked or answered here, whatever the model would say to it. */
import {
  type InputGuardrail,
  InputGuardrailTripwireTriggered,
  type OutputGuardrail,
} from '@openai/agents'

/** Input guardrails run beside the model, output guardrails over the whole answer. */
export type Guardrails = { input?: InputGuardrail[]; output?: OutputGuardrail[] }

/** The SDK hears of a tripped guardrail only with the model's next event; the reader has no time for that. */
export function trippingAtOnce(
  guardrail: InputGuardrail,
  onTrip: (error: InputGuardrailTripwireTriggered) => void,
): InputGuardrail {
  return {
    ...guardrail,
    async execute(args) {
      const output = await guardrail.execute(args)
      if (output.tripwireTriggered) {
        const { name } = guardrail
        const result = { guardrail: { type: 'input' as const, name }, output }
        onTrip(new InputGuardrailTripwireTriggered(`The guardrail ${name} has tripped`, result))
      }
      return output
    },
  }
}
