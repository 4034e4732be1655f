/** A token that no cluster has had: the day, and six random hex digits. */
export function freshToken(at = new Date()): string {
  const day = at.toISOString().slice(0, 10).replaceAll('-', '')
  const random = Array.from(crypto.getRandomValues(new Uint8Array(3)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return `restored-${day}-${random.join('')}`
}
