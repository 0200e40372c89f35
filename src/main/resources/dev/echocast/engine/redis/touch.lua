-- Keeps a topic alive for a node, compares what the node has seen with what is kept, and tells who else is there.
-- KEYS: state, stream, members, sessions
-- ARGV: channel, epoch to begin with, epoch, offset and time of the latest message the node has seen, ms to keep the
--   state, node, its members or an empty text if it does not follow the topic, ms to believe in them, version of its list
--   of sessions
-- Returns epoch, offset, time of the latest message, whether this node's sessions are listed, and each other node with
--   its members.
local state, stream, members, sessions = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('HMGET', state, 'epoch', 'offset', 'time')
local epoch, offset, time = known[1], tonumber(known[2] or 0), tonumber(known[3] or 0)
local seen, seenTime = tonumber(ARGV[4]), tonumber(ARGV[5])

local function lost()
  if offset < seen then
    return true
  end
  local entry = redis.call('XRANGE', stream, seen .. '-0', seen .. '-0')[1]
  return seenTime > 0 and entry and tonumber(entry[2][2]) ~= seenTime
end

if not epoch then
  epoch, offset, time = ARGV[2], 0, 0
  redis.call('DEL', stream)
  redis.call('HSET', state, 'epoch', epoch, 'offset', 0, 'time', 0, 'first', 0, 'previous', '')
elseif epoch == ARGV[3] and seen > 0 and lost() then
  -- A fail-over or a restart brought an older state back. What is newer than all the node has seen was published
  -- since, and begins the new epoch; what went missing is between.
  local first = offset
  for _, entry in ipairs(seenTime > 0 and redis.call('XREVRANGE', stream, '+', '-') or {}) do
    local at = tonumber(string.match(entry[1], '%d+'))
    if tonumber(entry[2][2]) <= seenTime then
      first = at
      break
    end
    first = at - 1
  end
  redis.call('HSET', state, 'epoch', ARGV[2], 'first', first, 'previous', epoch)
  epoch = ARGV[2]
end
-- A topic that has no members and nobody published to leaves nothing behind for long, however many there are. One that
-- has members outlasts an outage, or they would be told of a loss that was none.
redis.call('PEXPIRE', state, (offset > 0 or tonumber(ARGV[8] ~= '' and ARGV[8] or 0) > 0) and ARGV[6]
  or math.min(ARGV[6], 60000))

local listed = 1
if ARGV[8] ~= '' then
  redis.call('HSET', members, ARGV[7], (now + ARGV[9]) .. ' ' .. ARGV[8])
  redis.call('PEXPIRE', members, ARGV[9])
  redis.call('PEXPIRE', sessions, ARGV[9])
  listed = (redis.call('HGET', sessions, ARGV[7]) or '0') == ARGV[10] and 1 or 0
end
local result = {epoch, offset, time, listed}
local nodes = redis.call('HGETALL', members)
for i = 1, #nodes, 2 do
  local node = nodes[i]
  local expiry, count = string.match(nodes[i + 1], '(%d+) (%d+)')
  if tonumber(expiry) <= now then
    -- A node that went without a word: its members went with it.
    local one = node
    redis.call('HDEL', members, node)
    redis.call('HDEL', sessions, node)
    for _, field in ipairs(redis.call('HKEYS', sessions)) do
      if string.sub(field, 1, #node + 1) == node .. ' ' then
        one = string.sub(field, #node + 2)
        redis.call('HDEL', sessions, field)
      end
    end
    redis.call('PUBLISH', ARGV[1], 'p' .. node .. ' 0 - 0 - - ' .. one .. ' ' .. (count - 1) .. ' - -')
  elseif node ~= ARGV[7] then
    result[#result + 1] = node
    result[#result + 1] = tonumber(count)
  end
end
return result
