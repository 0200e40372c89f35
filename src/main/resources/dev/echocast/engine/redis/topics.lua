-- Lists topics that have members, after adding those of a node.
-- KEYS: topics
-- ARGV: ms to believe in them, topics
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
end
if #ARGV > 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return {}
end
return redis.call('ZRANGE', KEYS[1], 0, -1)
