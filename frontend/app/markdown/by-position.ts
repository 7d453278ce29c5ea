/** Pieces of a text, each with the place where it begins: as the text grows at its end, it names them for good. */
export function byPosition(pieces: string[]): { at: number; piece: string }[] {
  let at = 0
  return pieces.map((piece) => {
    const named = { at, piece }
    at += piece.length + 1
    return named
  })
}
