const units = [
  { text: 'd', seconds: 86_400 },
  { text: 'h', seconds: 3_600 },
  { text: 'min', seconds: 60 },
  { text: 's', seconds: 1 },
] as const

/** Whole seconds in at most two units: `45 s`, `9 min 58 s`, `3 h 2 min`, `12 d 4 h`. */
export function formatSeconds(totalSeconds: number): string {
  const whole = Math.max(0, Math.floor(totalSeconds))
  const first = units.findIndex(({ seconds }) => whole >= seconds)
  const unit = units[first]
  if (!unit) return '0 s'
  const next = units[first + 1]
  const head = `${Math.floor(whole / unit.seconds)} ${unit.text}`
  const rest = next ? Math.floor((whole % unit.seconds) / next.seconds) : 0
  return next && rest > 0 ? `${head} ${rest} ${next.text}` : head
}
