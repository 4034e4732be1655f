import { describe, expect, test } from 'vitest'
import { logLevelOf, parseLogLine } from '../../../shared/etcd/log-line'

describe('a line of an etcd log', () => {
  test('of zap, as 3.5.16 writes it', () => {
    const line =
      '{"level":"warn","ts":"2026-11-21T18:27:17.778124Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"lost \\"x\\"","peers":["a"],"took":"1ms","n":3}'
    expect(parseLogLine(line)).toEqual({
      timeMs: Date.UTC(2026, 10, 21, 18, 27, 17, 778),
      level: 'warn',
      message: 'lost "x"',
      caller: 'etcdserver/zap_raft.go:77',
      fields: [
        ['logger', 'raft'],
        ['peers', '["a"]'],
        ['took', '1ms'],
        ['n', '3'],
      ],
    })
    expect(logLevelOf(line)).toBe('warn')
  })

  test('of capnslog, as 3.4.23 writes it by default, in the time zone of the machine', () => {
    const line = '2026-11-21 18:28:14.244735 I | etcdserver: recovered store from snapshot at index 1017'
    expect(parseLogLine(line)).toEqual({
      timeMs: new Date(2026, 10, 21, 18, 28, 14, 244).getTime(),
      level: 'info',
      message: 'recovered store from snapshot at index 1017',
      caller: 'etcdserver',
      fields: [],
    })
    expect(parseLogLine('2026-11-21 18:28:14.3 W | pkg/fileutil: purge').caller).toBe(undefined)
    expect(parseLogLine('2026-11-21 18:28:14.300123 E | pkg/fileutil: purge')).toMatchObject({
      level: 'error',
      caller: 'pkg/fileutil',
    })
  })

  test('of raft beside capnslog', () => {
    expect(parseLogLine('raft2026/11/21 18:28:14 INFO: 44c9 became follower at term 2')).toEqual({
      timeMs: new Date(2026, 10, 21, 18, 28, 14).getTime(),
      level: 'info',
      message: '44c9 became follower at term 2',
      caller: 'raft',
      fields: [],
    })
  })

  test('of zap for consoles', () => {
    const line = '2026-11-21T18:27:17.778Z\tfatal\tetcdmain/etcd.go:204\tdiscovery failed\t{"error": "EOF"}'
    expect(parseLogLine(line)).toMatchObject({
      level: 'fatal',
      message: 'discovery failed',
      fields: [['error', 'EOF']],
    })
    expect(logLevelOf(line)).toBe('fatal')
  })

  test.each([
    ['{"level":"panic","ts":"x","msg":"m"}', 'fatal'],
    ['{"ts":"2026-11-21T18:27:17Z","level":"error","msg":"m"}', 'error'],
    ['panic: runtime error: index out of range', 'fatal'],
    ["[WARNING] Deprecated '--logger=capnslog' flag is set", undefined],
    ['goroutine 1 [running]:', undefined],
    ['{"level":"info"', 'info'],
    ['{broken', undefined],
    ['', undefined],
  ])('%s has the level %s', (line, level) => {
    expect(logLevelOf(line)).toBe(level)
  })

  test('of nobody is its own message, and a broken one of zap too', () => {
    expect(parseLogLine('goroutine 1 [running]:')).toEqual({ message: 'goroutine 1 [running]:', fields: [] })
    expect(parseLogLine('{"level":"info","ts":"2026')).toEqual({
      level: 'info',
      message: '{"level":"info","ts":"2026',
      fields: [],
    })
    expect(parseLogLine('null').message).toBe('null')
  })
})
