/** Text for a line of Markdown: what it would take for its own is told from it by a backslash. */
export const markdownText = (text: string): string =>
  text.replace(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ')
