-- Gives messages of a topic the next offsets, keeps them and announces them, all or none.
-- KEYS: state, stream, then what was published under an idempotency key, if there is one
-- ARGV: channel, epoch to begin with, messages to keep, bytes to keep, ms to keep messages, ms to keep the state,
--   ms to remember the key, fingerprint of the messages if there is a key, messages
-- Returns + and epoch:offset:time of the last. If the same was published under the key, = and what was returned then;
--   if something else was, no more than an exclamation mark.
local state, stream, key = KEYS[1], KEYS[2], KEYS[3]
local done = key and redis.call('GET', key)
if done then
  local fingerprint, stamp = string.match(done, '^(%x+) (.+)$')
  return fingerprint == ARGV[8] and '=' .. stamp or '!'
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('HMGET', state, 'epoch', 'offset', 'swept', 'size')
local epoch, offset, swept = known[1], tonumber(known[2] or 0), tonumber(known[3] or 0)
local size = tonumber(known[4] or 0)

local function begin()
  epoch, offset = ARGV[2], 0
  redis.call('DEL', stream)
  redis.call('HSET', state, 'epoch', epoch, 'first', 0, 'previous', '')
end

if not epoch then
  begin()
end
for i = 9, #ARGV do
  local message = ARGV[i]
  -- By the size of late messages on average, so that a large one does not cost all the small ones.
  size = math.floor(size + (#message - size) / 64 + 0.5)
  local keep = math.min(tonumber(ARGV[3]), math.max(1, math.floor(tonumber(ARGV[4]) / math.max(1, size))))
  local added = redis.pcall('XADD', stream, 'MAXLEN', '~', keep, (offset + 1) .. '-0', 't', now, 'm', message)
  if added.err then
    if not string.find(added.err, 'equal or smaller', 1, true) then
      return added
    end
    -- The stream outlived the count, which eviction may cause.
    begin()
    redis.call('XADD', stream, '1-0', 't', now, 'm', message)
  end
  offset = offset + 1
  redis.call('PUBLISH', ARGV[1], 'm' .. epoch .. ':' .. offset .. ':' .. now .. '\n' .. message)
end
if now - swept >= 1000 then
  -- Once a second is enough for what expires.
  local old = redis.call('XRANGE', stream, '-', '+', 'COUNT', 100)
  local newest = nil
  for _, entry in ipairs(old) do
    if tonumber(entry[2][2]) <= now - ARGV[5] then
      newest = tonumber(string.match(entry[1], '%d+'))
    end
  end
  if newest then
    redis.call('XTRIM', stream, 'MINID', (newest + 1) .. '-0')
  end
  redis.call('HSET', state, 'offset', offset, 'time', now, 'size', size, 'swept', now)
  redis.call('PEXPIRE', stream, ARGV[5] + 2000)
  redis.call('PEXPIRE', state, ARGV[6])
else
  redis.call('HSET', state, 'offset', offset, 'time', now, 'size', size)
end
local stamp = epoch .. ':' .. offset .. ':' .. now
if key then
  redis.call('SET', key, ARGV[8] .. ' ' .. stamp, 'PX', ARGV[7])
end
return '+' .. stamp
