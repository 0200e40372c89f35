-- Tells of the members of a topic on other nodes.
-- KEYS: members, sessions
-- ARGV: the node that asks, how many sessions to name
-- Returns how many there are, then some sessions.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local result = {0}
local believed = {}
local nodes = redis.call('HGETALL', KEYS[1])
for i = 1, #nodes, 2 do
  local expiry, count = string.match(nodes[i + 1], '(%d+) (%d+)')
  if nodes[i] ~= ARGV[1] and tonumber(expiry) > now then
    result[1] = result[1] + count
    believed[nodes[i]] = true
  end
end
local limit = tonumber(ARGV[2])
for _, field in ipairs(limit > 0 and redis.call('HKEYS', KEYS[2]) or {}) do
  local node, session = string.match(field, '^(%S+) (%S+)$')
  if believed[node or ''] and #result <= limit then
    result[#result + 1] = session
  end
end
return result
