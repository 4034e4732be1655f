import type { Engine, EngineSource } from '../../../shared/contract/engines'

export const sourceNames: Readonly<Record<EngineSource, string>> = {
  settings: 'from the settings',
  app: "in etcdesk's own folder",
  path: 'found on PATH',
}

/** `3.5.16 (found on PATH)` */
export function engineInWords(engine: Engine): string {
  return `${engine.version} (${sourceNames[engine.source]})`
}
