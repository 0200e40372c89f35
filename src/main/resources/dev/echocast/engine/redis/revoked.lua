-- Reads a page of the users whose tokens were revoked.
-- KEYS: revoked
-- ARGV: ms since the epoch of time from which to read, users to read
-- Returns the time, then each user and the moment, the oldest first.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local result = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
table.insert(result, 1, now)
return result
