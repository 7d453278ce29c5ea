/** A field that is only there where scripts are switched off: the server then waits for the whole answer. */
export function WithoutScripts() {
  return (
    <noscript>
      <input type="hidden" name="without-scripts" value="yes" />
    </noscript>
  )
}
