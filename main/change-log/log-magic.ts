/** What the files of a change log begin with; as long as a panel's, with which they share the rest of their form. */
export const logMagic: Buffer = Buffer.from('etcdesk.chlog/1\n')
