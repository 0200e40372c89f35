-- Tells of the members of a topic on other nodes.
-- KEYS: members, sessions
-- ARGV: the node that asks
-- Returns how many there are, then the sessions of each node.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local result = {0}
local nodes = redis.call('HGETALL', KEYS[1])
for i = 1, #nodes, 2 do
  local expiry, count = string.match(nodes[i + 1], '(%d+) (%d+)')
  if nodes[i] ~= ARGV[1] and tonumber(expiry) > now then
    result[1] = result[1] + count
    result[#result + 1] = redis.call('HGET', KEYS[2], nodes[i]) or ''
  end
end
return result
